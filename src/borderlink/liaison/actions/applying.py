"""Letters have their effect: each once, in the order of its thread, whatever came first."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import OperationalError, transaction

from borderlink.foundation.envelope import Content
from borderlink.foundation.refusals import Refusal
from borderlink.liaison.actions.effects import EFFECTS, apply_effect, describe
from borderlink.liaison.actions.inserting import insert_many, new_row
from borderlink.liaison.domain import schemas
from borderlink.liaison.domain.schemas import Checked
from borderlink.liaison.domain.states import Arrived, Direction, LetterState
from borderlink.liaison.models.letters import Letter, Thread
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.models.post import Incoming
from borderlink.liaison.queries.asking import Asked, Changed
from borderlink.liaison.refusals.post import EffectFailed, LetterIdTaken, ThreadOfAnother

logger = logging.getLogger(__name__)
SHOWN: Final = 32  # characters of a reference
_KNOWN: Final = Asked(lambda uuids: Letter.objects.filter(uuid__in=uuids).values_list("uuid"))
_THREADS: Final = Asked(lambda uuids: Thread.objects.filter(uuid__in=uuids))
_LAST: Final = Changed(
    lambda at, threads: (Thread.objects.filter(pk__in=threads, last_at__lt=at), {"last_at": at})
)
OUR_DIGITS: Final = 5  # of a number that our office may have given, before it lost what it wrote last


@dataclass(slots=True)
class Ready:
    """One envelope whose letter may have its effect: its row, and its body as understood."""

    row: Incoming
    checked: Checked
    body: str


def ready_from(row: Incoming) -> Ready:
    """Return a kept envelope as it is read now. Refuses: what its schema refuses."""
    body = Content.from_bytes(bytes(row.content)).body
    return Ready(row, schemas.check(body), body.decode())


def apply_letters(partner: Partner, ready: Sequence[Ready], at: datetime) -> None:
    """Write letters into their threads and let each have its effect, in this order.

    What cannot be taken in is refused, and one whose effect fails is quarantined: its row says so, and the
    others go on. So many letters take as many statements as one, but for what their effects write.
    """
    if not ready:
        return
    taken = set(_known_letters([one.row.letter for one in ready]))
    threads = _threads(partner, ready, at)
    letters: list[tuple[Ready, Letter]] = []
    for one in ready:
        thread = threads[UUID(str(one.checked.value["thread"]))]
        wrong = LetterIdTaken if one.row.letter in taken else ThreadOfAnother
        if one.row.letter in taken or thread.partner_id != partner.pk:
            one.row.state, one.row.code = Arrived.REFUSED.value, wrong.code
            continue
        one.row.state, one.row.code = Arrived.APPLIED.value, ""
        letters.append((one, _letter(thread, one, at)))
    insert_many([letter for _, letter in letters])
    if letters:
        _LAST(at, tuple({letter.thread_id for _, letter in letters}))
    _let_act(letters, at)


def _known_letters(uuids: Sequence[UUID]) -> list[UUID]:
    return [uuid for (uuid,) in _KNOWN(tuple(uuids))]


def _threads(partner: Partner, ready: Sequence[Ready], at: datetime) -> dict[UUID, Thread]:
    """Return the threads that letters name, made where they are new."""
    wanted = {UUID(str(one.checked.value["thread"])): one for one in ready}
    found = {thread.uuid: thread for thread in _THREADS(tuple(wanted))}
    for thread in found.values():
        if thread.partner_id == partner.pk:  # another's is refused
            thread.partner = partner
    fresh = [
        Thread(
            uuid=uuid, partner=partner, unit=partner.unit, opened_at=at, last_at=at,
            reference=_shown(partner, str(one.checked.value["reference"])),
        )
        for uuid, one in wanted.items()
        if uuid not in found
    ]  # fmt: skip
    if fresh:
        Thread.objects.bulk_create(fresh)
    return found | {thread.uuid: thread for thread in fresh}


def _shown(partner: Partner, reference: str) -> str:
    """Return a partner's reference as officers see it; one in our own office's series is marked as theirs.

    Our office counts on from the highest number of its series: a partner must not push it out of its column.
    """
    series, _, number = reference.rpartition("-")
    ours = series.startswith(f"{partner.unit.split('-', maxsplit=1)[0]}-")
    if ours and not (number.isdecimal() and len(number) <= OUR_DIGITS):
        reference = f"{partner.code} {reference}"
    return reference[:SHOWN]


def _letter(thread: Thread, one: Ready, at: datetime) -> Letter:
    value = one.checked.value
    letter = new_row(
        Letter, uuid=one.row.letter, thread_id=thread.pk, direction=Direction.IN.value, kind=one.checked.kind,
        version=one.checked.version, state=LetterState.ARRIVED.value, body=one.body, made_at=at, sent_at=at,
    )  # fmt: skip
    letter.thread = thread
    describe(letter, value, at)
    return letter


def _let_act(letters: Sequence[tuple[Ready, Letter]], at: datetime) -> None:
    """Let letters have their effects: all at once, or one by one where one of them fails."""
    acting = [pair for pair in letters if _acts(*pair)]
    if not acting:
        return
    _find_again([letter for _, letter in acting])
    try:
        with transaction.atomic():
            for one, letter in acting:
                apply_effect(letter, one.checked.value, at)
    except OperationalError:  # the database, not the letter: the whole batch comes again
        raise
    except Exception:  # noqa: BLE001 - whatever a letter does wrong must not stop the others
        for one, letter in acting:
            _act_alone(one, letter, at)


def _find_again(letters: Sequence[Letter]) -> None:
    """Give letters that were just written the keys that their rows got: effects point to them."""
    rows = Letter.objects.filter(uuid__in=[letter.uuid for letter in letters])
    keys = dict(rows.values_list("uuid", "pk"))
    for letter in letters:
        letter.pk, letter._state.adding = keys[letter.uuid], False  # noqa: SLF001 - as `bulk_create` does


def _acts(one: Ready, letter: Letter) -> bool:
    """Say whether a letter does more than lie in the inbox."""
    return letter.reply_to is not None or letter.kind in EFFECTS or bool(one.checked.value.get("assurance"))


def _act_alone(one: Ready, letter: Letter, at: datetime) -> None:
    try:
        with transaction.atomic():
            apply_effect(letter, one.checked.value, at)
    except OperationalError:
        raise
    except Refusal as refusal:
        _quarantine(one, letter, refusal.code)
    except Exception:
        logger.exception("effect failed", extra={"facts": {"kind": letter.kind}})
        _quarantine(one, letter, EffectFailed.code)


def _quarantine(one: Ready, letter: Letter, code: str) -> None:
    letter.delete()
    one.row.state, one.row.code = Arrived.QUARANTINED.value, code
