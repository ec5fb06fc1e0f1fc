"""Two nodes for tests: ours in the test database, a partner's in memory, and the line between them."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from borderlink.foundation.ids import RANDOM_BYTES, new_id
from borderlink.liaison.actions.exchanging import OTHERS, URGENT, Outcome, answer_post, prepare, take_answer
from borderlink.liaison.actions.sealing import seal_many
from borderlink.liaison.domain.bundles import Bundle
from borderlink.liaison.domain.states import Direction, Lane, LetterState
from borderlink.liaison.models.letters import Letter, Thread
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.models.post import Incoming, Outgoing
from tests.liaison.partners import our_agency, pinned_agency
from tests.simulators import SimulatedPartner, clue
from tests.world import NOON, World

LIFE = timedelta(days=14)


@dataclass(kw_only=True)
class Pair:
    """Our node and one partner's."""

    partner: Partner
    other: SimulatedPartner
    at: datetime = NOON

    def get(self, wires: Sequence[bytes] = (), statements: Sequence[bytes] = ()) -> Bundle:
        """Let the partner post to us and hear our answer."""
        self.partner.refresh_from_db()
        return self.other.hear(answer_post(self.other.bundle(wires, statements), at=self.at))

    def put(self, lanes: tuple[int, ...] = (*URGENT, *OTHERS)) -> Outcome:
        """Let us post to the partner and take its answer in."""
        self.partner.refresh_from_db()
        parcel = prepare(partner=self.partner, lanes=lanes, at=self.at)
        answer = self.other.answer(parcel.data)
        return take_answer(partner=self.partner, parcel=parcel, data=answer, at=self.at)

    def write(
        self,
        count: int = 1,
        *,
        lane: Lane = Lane.NORMAL,
        thread: Thread | None = None,
        life: timedelta = LIFE,
    ) -> list[Letter]:
        """Seal clues of ours in one thread, as if the gate had let them pass."""
        thread = thread or self.thread()
        last = thread.letters.order_by("-pk").first()
        after, rows = str(last.uuid) if last else "", []
        for _ in range(count):
            uuid = new_id(self.at, secrets.token_bytes(RANDOM_BYTES))
            body = clue(letter=str(uuid), thread=str(thread.uuid), after=after, at=self.at)
            rows.append(_letter(thread, uuid, body, self.at))
            after = str(uuid)
        Letter.objects.bulk_create(rows)
        seal_many(rows, lane=lane, expires_at=self.at + life, at=self.at)
        return rows

    def thread(self) -> Thread:
        """Return a new thread with the partner."""
        return Thread.objects.create(
            uuid=new_id(self.at, secrets.token_bytes(RANDOM_BYTES)), partner=self.partner,
            unit=self.partner.unit, reference="DX-2026-0001", opened_at=self.at, last_at=self.at,
        )  # fmt: skip

    def arrived(self, wire: bytes) -> Incoming:
        """Return what became of an envelope of theirs."""
        from tests.simulators import uuid_of

        return Incoming.objects.get(partner=self.partner, letter=uuid_of(wire))

    def outgoing(self, letter: Letter) -> Outgoing:
        """Return the envelope of a letter of ours."""
        return Outgoing.objects.get(letter=letter.uuid)


def _letter(thread: Thread, uuid: UUID, body: dict[str, Any], at: datetime) -> Letter:
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Letter(
        uuid=uuid, thread=thread, direction=Direction.OUT.value, kind="clue", state=LetterState.SEALED.value,
        body=text, made_at=at, sent_at=at,
    )  # fmt: skip


def pair(world: World, code: str = "MC-POLICE", country: str = "VN", *, at: datetime = NOON) -> Pair:
    """Return our node with its keys and a pinned partner's node; commands and pages need the time of day."""
    ours = our_agency(at)
    partner, agency = pinned_agency(world, code, country, at=at)
    return Pair(partner=partner, other=SimulatedPartner.of(agency, ours.signed[-1].keys), at=at)
