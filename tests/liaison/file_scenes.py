"""A hand-over between our node and a partner's, and the partner's side of an exchange of files."""

import hashlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

from PIL import Image

from borderlink.custody.models.partners import Handover
from borderlink.foundation import canonical
from borderlink.liaison.actions.consenting import Given, enter_consent
from borderlink.liaison.actions.exchanging_files import answer_files
from borderlink.liaison.actions.filing import attach_file, send_file
from borderlink.liaison.domain import evidence as e
from borderlink.liaison.domain.building import Draft, Route, compose
from borderlink.liaison.domain.files import Listing, PieceHeader, SealedPiece, listing_of, seal_piece
from borderlink.liaison.domain.filing import Head, Want, from_bytes, to_bytes
from borderlink.liaison.models.files import EvidenceFile
from borderlink.liaison.models.letters import Letter
from tests.liaison.letter_scenes import frame
from tests.liaison.partners import CONVENTION, two_officers
from tests.liaison.two_nodes import Pair, pair
from tests.world import NOON, World

OFFERED = "ab" * 32


def picture(pixels: int = 8) -> bytes:
    """Return a small photograph."""
    made = BytesIO()
    Image.new("RGB", (pixels, pixels), "navy").save(made, "PNG")
    return made.getvalue()


def film(size: int) -> bytes:
    """Return so many bytes that look like a video, no two pieces alike."""
    block = b"".join(hashlib.sha256(number.to_bytes(4, "big")).digest() for number in range(-(-size // 32)))
    return (b"\x00\x00\x00\x18ftypmp42" + block)[:size]


class Files:
    """Our node with an offer of a partner's, the partner in memory, and what it has received."""

    def __init__(self, world: World) -> None:
        self.two: Pair = pair(world)
        self.world, self.got = world, dict[int, bytes]()
        self.lin = two_officers(world)[0]
        Handover.objects.create(
            side="theirs", partner="MC-POLICE", node="MC", digest=OFFERED, exhibit="VN-7-E01",
            state="on-offer", at=NOON, changed_at=NOON,
        )  # fmt: skip
        refused = e.HandoverRefuse(offered=OFFERED, reason="LVR-SEALBROKEN", at=NOON, officers=("X", "Y"))
        self.about = uuid4()
        Letter.objects.create(
            uuid=self.about, thread=self.two.thread(), direction="in", kind=e.REFUSE, state="arrived",
            body=canonical.to_bytes({"facts": refused.facts()}).decode(), made_at=NOON,
        )  # fmt: skip
        given = Given(
            recipient="MC-POLICE", authority="Ministry", number="C-1", given_on=NOON.date(),
            until_on=NOON.date().replace(month=12), scope="evidence", for_evidence=True, for_persons=True,
        )  # fmt: skip
        enter_consent(given=given, by=world.reader(world.dalia), at=NOON)

    def they(self, draft: Draft) -> UUID:
        """Let a letter of theirs arrive."""
        letter = self.two.other.fresh_id()
        route = Route(code=CONVENTION.channel, basis=CONVENTION.instrument, article=CONVENTION.article)
        thread = self.two.other.fresh_id()
        more: Mapping[str, Any] = {"reply_to": "", "after": "", "notes": (), "channel": route}
        body = compose(frame(**more, letter=letter, thread=thread), draft)
        self.two.get([self.two.other.seal(body, letter=letter)])
        return UUID(letter)

    def named(self, data: bytes, **changes: Any) -> EvidenceFile:
        """Let them name a file of theirs by a letter."""
        found = listing_of([data])
        told: dict[str, Any] = {
            "offered": OFFERED, "shows": "EPI-OPENING", "sha256": found.sha256,
            "size": found.size, "pieces": found.text,
        }  # fmt: skip
        letter = self.they(e.EvidenceFileNamed(**told | changes))
        return EvidenceFile.objects.get(letter=letter)

    def attached(self, data: bytes, *, persons: bool = False, shows: str = "EPI-SEAL") -> EvidenceFile:
        """Attach a file of ours to the hand-over."""
        return attach_file(
            about=self.about, shows=shows, persons=persons, chunks=[data], by=self.lin, at=self.two.at
        )

    def sent(self, data: bytes) -> EvidenceFile:
        """Attach a file of ours and let its letter leave and arrive."""
        row = self.attached(data)
        send_file(letter=row.letter, by=self.lin, at=self.two.at)
        self.two.put()
        row.refresh_from_db()
        return row

    # ---- their side ----

    def piece(self, row: EvidenceFile, place: int, data: bytes, **changes: Any) -> bytes:
        """Return a piece that they seal to us."""
        other = self.two.other
        to = other.them.open_key(other.them.suite())
        told: dict[str, Any] = {
            "suite": to.suite, "sender": other.code, "recipient": other.them.agency,
            "letter": str(row.letter), "file": row.sha256, "place": place,
            "sign_key": other.keys.sign_key_id(), "open_key": to.id(),
            "created": int(other.now.timestamp()),
        }  # fmt: skip
        return seal_piece(PieceHeader(**told | changes), data, signer=other.sign_key, to=to)

    def call(self, wants: Sequence[Want] = (), pieces: Sequence[bytes] = (), *, later: int = 0) -> Head:
        """Let them call us; keep what pieces they get, and return our word."""
        other = self.two.other
        head = Head(
            sender=other.code, recipient=other.them.agency, at=int(other.now.timestamp()) + later,
            wants=tuple(wants),
        )  # fmt: skip
        answer = answer_files(to_bytes(head.sign(other.sign_key), tuple(pieces)), at=self.two.at)
        return self.hear(answer)

    def hear(self, data: bytes) -> Head:
        """Keep the pieces of what comes from us."""
        signed, pieces = from_bytes(data)
        for wire in pieces:
            sealed = SealedPiece.from_bytes(wire)
            private = self.two.other.private.by_id()[sealed.header.open_key]
            self.got[sealed.header.place] = sealed.open(self.two.other.them.sign_key, private)
        return signed.verify(self.two.other.them.sign_key)

    def want(self, row: EvidenceFile, listing: Listing | None = None) -> Want:
        """Return what they still miss of a file of ours, or of one they only claim to know."""
        found = listing or Listing.of_letter(row.sha256, row.size, row.pieces)
        missing = tuple((at, at) for at in range(len(found.pieces)) if at not in self.got)
        return Want(letter=str(row.letter), file=row.sha256, held=len(self.got), missing=missing[:100])


def unknown(row: EvidenceFile) -> Want:
    """Return a wish for a file under a letter that never was."""
    return Want(letter=str(uuid4()), file=row.sha256, held=0, missing=((0, 0),))
