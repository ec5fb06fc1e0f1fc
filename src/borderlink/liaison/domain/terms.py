"""The terms of a partner: what may be told to it, by which channel, under which handling, by whose leave.

Kept in ``Partner.terms`` as plain JSON. What the terms do not name is refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Final

from borderlink.liaison.domain.assurance import ANY, Grade, Row, Status
from borderlink.liaison.refusals.gate import TermsNotUnderstood


class Channel(StrEnum):
    """Through whom two agencies may write each other; the codes of the list `letter_channel`."""

    CUSTOMS = "CHA-CUSTOMS"  # mutual assistance between customs
    POLICE = "CHA-POLICE"
    MLA = "CHA-MLA"  # mutual legal assistance, through the central authorities


KINDS: Final = (
    "clue", "rfi", "answer", "feedback", "deconfliction", "preservation_request", "preservation_done",
    "hold_request", "hold_release", "consent_request", "consent", "correction", "withdrawal",
    "erasure_request", "erasure_done", "training_nomination", "key_update", "receipt",
    "cd_plan", "cd_go", "cd_stop", "cd_status",
    "evidence_request", "handover_offer", "handover_accept", "handover_refuse", "handover_cancel",
    "evidence_done", "evidence_file", "checkpoint",
)  # fmt: skip
FILE: Final = "file"  # a dossier, a report, a print for a partner
EXHIBIT: Final = "exhibit"  # offered to a partner
PAPERS: Final = (FILE, EXHIBIT)  # what leaves beside letters; permitted and approved like a kind of letter
# Each scheme's codes, from what anyone may read to what nobody but the reader may.
SCHEMES: Final[Mapping[str, tuple[str, ...]]] = {
    "HSC-EUROPOL": ("HDL-H0", "HDL-H1", "HDL-H2", "HDL-H3"),
    "HSC-TLP": ("HDL-CLEAR", "HDL-GREEN", "HDL-AMBER", "HDL-STRICT", "HDL-RED"),
}
COARSENED: Final = ("detection", "grade")
LANGUAGES: Final = ("zh-Hans", "zh-Hant", "vi", "en")
MOST: Final = 200  # rows of a policy, entries of a list
LONGEST: Final = 200  # characters of a text


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """One channel with the instrument that opens it; references are whole sentences of neither side's law."""

    channel: str
    instrument: str  # as a court cites it: "UN 1988 Convention"
    article: str = ""
    own_reference: str = ""  # of our central authority's leave to use it


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """A scheme of handling codes that the partner keeps, and the most confidential code we send under it."""

    scheme: str
    most: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What may be told to a partner, and how. Without an entry here nothing passes.

    ``consent_for_evidence``: a letter that may be used in court needs a consent of ours that covers it;
    ``consent_for_persons``: so does one with personal data. ``coarsen`` holds what is told only in classes.
    ``calendars`` are ours and theirs, by which working days count. ``policy`` says whose approval it needs to
    tell of a person whose life may be at stake.
    """

    bases: tuple[Basis, ...] = ()
    kinds: tuple[str, ...] = ()
    handling: tuple[Handling, ...] = ()
    consent_for_evidence: bool = True
    consent_for_persons: bool = True
    coarsen: tuple[str, ...] = COARSENED
    calendars: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    policy: tuple[Row, ...] = ()

    @classmethod
    def strict(cls) -> "Terms":
        """Return the terms of a partner of whom nothing was agreed: nothing passes."""
        return cls(policy=(Row(status=ANY, kind=ANY, grade=Grade.NEVER),))

    @classmethod
    def usual(
        cls, *, ours: str, theirs: str, bases: Sequence[Basis], languages: Sequence[str] = ()
    ) -> "Terms":
        """Return what most partners begin with; ``ours`` and ``theirs`` are the two countries.

        A node in China needs a consent for personal data too: Data Security Law art. 36, PIPL art. 41,
        International Criminal Judicial Assistance Law art. 4 (not checked by a lawyer).
        """
        return cls(
            bases=tuple(bases), kinds=(*KINDS, *PAPERS), handling=USUAL_HANDLING,
            consent_for_persons=ours == "CN", calendars=(ours, theirs),
            languages=tuple(languages), policy=USUAL_POLICY,
        )  # fmt: skip

    @classmethod
    def abroad(cls, *, ours: str, channel: str, instrument: str, article: str) -> "Terms":
        """Return what holds for a recipient abroad with whom no terms are agreed: one channel, files alone.

        The request names the channel and its basis, and whoever approves it has seen them.
        """
        basis = Basis(channel=channel, instrument=instrument.strip(), article=article.strip())
        named = (basis,) if channel and basis.instrument else ()
        return cls(bases=named, kinds=PAPERS, consent_for_persons=ours == "CN", policy=USUAL_POLICY)

    def basis(self, channel: str, instrument: str, article: str) -> Basis | None:
        """Return the agreed basis that a letter names, or None: nothing is agreed under an empty name."""
        wanted = (channel, instrument.strip(), article.strip())
        fits = (one for one in self.bases if (one.channel, one.instrument, one.article) == wanted)
        return next(fits, None) if channel and instrument.strip() else None

    def permits_kind(self, kind: str) -> bool:
        """Say whether this kind of letter may be sent."""
        return kind in self.kinds

    def permits_handling(self, scheme: str, code: str) -> bool:
        """Say whether the partner keeps this scheme, and we send this code under it."""
        order = SCHEMES.get(scheme, ())
        limits = [one.most for one in self.handling if one.scheme == scheme and one.most in order]
        return code in order and any(order.index(code) <= order.index(most) for most in limits)

    def to_value(self) -> dict[str, object]:
        """Return the terms as JSON values."""
        return {**asdict(self), "policy": [{**asdict(row), "grade": row.grade.value} for row in self.policy]}

    @classmethod
    def from_value(cls, value: object) -> "Terms":
        """Read terms from JSON values; an empty object is ``strict()``. Refuses: ``TermsNotUnderstood``."""
        if value == {}:
            return cls.strict()
        if not isinstance(value, Mapping):
            raise TermsNotUnderstood(what="terms")
        return _read(value)

    def checked(self) -> "Terms":
        """Return the terms, every name of them known, texts trimmed. Refuses: ``TermsNotUnderstood``."""
        bases = tuple(_basis(one) for one in self.bases)
        _known("kinds", self.kinds, [*KINDS, *PAPERS])
        _known("coarsen", self.coarsen, COARSENED)
        _known("languages", self.languages, LANGUAGES)
        for one in self.handling:
            _known("handling", [one.most], SCHEMES.get(one.scheme, ()))
        for row in self.policy:
            _known("policy", [row.status], [*Status, ANY])
            _known("policy", [row.kind], [*KINDS, *PAPERS, ANY])
        if max(map(len, (bases, self.handling, self.calendars, self.policy))) > MOST:
            raise TermsNotUnderstood(what="length")
        return replace(self, bases=bases)


def _basis(one: Basis) -> Basis:
    _known("bases", [one.channel], [channel.value for channel in Channel])
    said = {name: text.strip()[:LONGEST] for name, text in asdict(one).items()}
    if not said["instrument"]:
        raise TermsNotUnderstood(what="bases")
    return Basis(**said)


def _known(what: str, said: Sequence[str], known: Sequence[str]) -> None:
    if unknown := [one for one in said if one not in known]:
        raise TermsNotUnderstood(what=f"{what}: {unknown[0][:40]}")


def _read(value: Mapping[str, object]) -> Terms:
    strict = Terms.strict()
    return Terms(
        bases=tuple(Basis(**row) for row in _rows(value, "bases", Basis)),
        kinds=_texts(value, "kinds", ()),
        handling=tuple(Handling(**row) for row in _rows(value, "handling", Handling)),
        consent_for_evidence=value.get("consent_for_evidence") is not False,
        consent_for_persons=value.get("consent_for_persons") is not False,
        coarsen=_texts(value, "coarsen", strict.coarsen),
        calendars=_texts(value, "calendars", ()),
        languages=_texts(value, "languages", ()),
        policy=tuple(_row(row) for row in _rows(value, "policy", Row)) or strict.policy,
    ).checked()


def _row(row: Mapping[str, str]) -> Row:
    if row["grade"] not in set(Grade):
        raise TermsNotUnderstood(what="policy: grade")
    return Row(status=row["status"], kind=row["kind"], grade=Grade(row["grade"]))


def _texts(value: Mapping[str, object], name: str, missing: tuple[str, ...]) -> tuple[str, ...]:
    found = value.get(name, missing)
    if not isinstance(found, list | tuple) or not all(isinstance(one, str) for one in found):
        raise TermsNotUnderstood(what=name)
    return tuple(found)


def _rows(value: Mapping[str, object], name: str, shape: type) -> list[dict[str, str]]:
    """Return a list of objects whose fields are those of ``shape``, all texts."""
    found = value.get(name, [])
    if not isinstance(found, list | tuple):
        raise TermsNotUnderstood(what=name)
    fields = set(shape.__dataclass_fields__)  # type: ignore[attr-defined]
    optional = {"article", "own_reference"}
    for row in found:
        fits = isinstance(row, Mapping) and set(row) <= fields <= set(row) | optional
        if not fits or not all(isinstance(text, str) for text in row.values()):
            raise TermsNotUnderstood(what=name)
    return [dict(row) for row in found]


USUAL_HANDLING: Final = (
    Handling(scheme="HSC-EUROPOL", most="HDL-H2"),
    Handling(scheme="HSC-TLP", most="HDL-AMBER"),
)
_HELPFUL: Final = ("correction", "withdrawal", "erasure_request", "erasure_done")
_WITHOUT_PERSONS: Final = ("key_update", "receipt", "training_nomination")
_AFTER_CHARGE: Final = (Status.DETAINED, Status.CHARGED, Status.CONVICTED)
_BEFORE: Final = (Status.WITNESS, Status.NAMED, Status.SUSPECT, Status.WANTED, Status.CLEARED)
# Australia's practice as published: a senior officer before detention or charge, the minister after. What
# takes something back needs a commander at most: it must not wait. Not checked by a lawyer.
USUAL_POLICY: Final = (
    *(Row(status=ANY, kind=kind, grade=Grade.SENIOR) for kind in _HELPFUL),
    *(Row(status=Status.OFFICIAL.value, kind=kind, grade=Grade.NONE) for kind in _WITHOUT_PERSONS),
    Row(status=Status.UNIDENTIFIED.value, kind=ANY, grade=Grade.NONE),
    *(Row(status=status.value, kind=ANY, grade=Grade.SENIOR) for status in _BEFORE),
    *(Row(status=status.value, kind=ANY, grade=Grade.MINISTER) for status in _AFTER_CHARGE),
    Row(status=ANY, kind=ANY, grade=Grade.MINISTER),
)
