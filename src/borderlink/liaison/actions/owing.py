"""What a partner's letter asks beside an answer: holds, data to keep, erasures, courses, a hit or none."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from borderlink.custody.actions.holds import lift_hold, place_hold
from borderlink.foundation.refusals import NotFound, Refusal
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note
from borderlink.liaison.actions.composing import draft_automatic
from borderlink.liaison.actions.filing import erase_file
from borderlink.liaison.domain.states import Direction
from borderlink.liaison.models.casework import Mention, Owed
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.models.office import Translation
from borderlink.liaison.models.post import Incoming
from borderlink.liaison.queries.casework import (
    case_of_letter,
    cases_of_exhibits,
    contact_of,
    holds_standing,
    known_to_us,
)
from borderlink.liaison.queries.letters import body_of
from borderlink.liaison.queries.sight import needs_office
from borderlink.liaison.refusals.office import NoText, NotOwed

NODE: Final = "liaison"  # the badge under which the node itself acts on a letter
ASK: Final = "DCS-ASK"
ERASED: Final = "erased"
ERASE: Final = "liaison.erase-told"


def _owe(letter: Letter, at: datetime, **more: Any) -> Owed:
    columns = {"case": letter.thread.case, "reference": letter.thread.reference} | more
    return Owed.objects.create(letter=letter, unit=letter.thread.unit, kind=letter.kind, at=at, **columns)


def request_came(letter: Letter, value: Mapping[str, Any], at: datetime) -> None:
    """Lay a request before the office: data to keep, an erasure, officers for a course."""
    _owe(letter, at, reference=str(value["facts"].get("reference") or letter.thread.reference)[:80])


# ---- holds ----


def hold_came(letter: Letter, value: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001
    """Write down that a partner asks to keep exhibits; the worker places the hold within a second."""
    _owe(letter, at, state="asked")


@transaction.atomic
def place_asked_hold(*, at: datetime) -> bool:
    """Hold what a partner asked to keep: it costs nothing, and what is burnt never comes back.

    An exhibit that we do not know is left for an officer to look for. Says whether there was any work.
    """
    rows = Owed.objects.select_for_update(of=("self",)).select_related("letter__thread__partner")
    row = rows.filter(kind="hold_request", state="asked").order_by("pk").first()
    if row is None:
        return False
    facts = body_of(row.letter).get("facts", {"exhibits": []})
    wanted = [(case, exhibit) for exhibit, case in cases_of_exhibits(facts["exhibits"]).items()]
    if not wanted and row.case and facts.get("case") == row.case:
        wanted = [(row.case, "")]
    row.holds = [pk for case, exhibit in wanted if (pk := _held(row.letter, case, exhibit, at))]
    row.case = wanted[0][0] if wanted else row.case
    row.state = "stands" if row.holds and len(row.holds) >= len(facts["exhibits"]) else "waiting"
    row.save(update_fields=["holds", "case", "state"])
    facts = {"state": row.state, "holds": len(row.holds)}
    note(act="liaison.place-hold", subject=f"letter {row.letter.uuid}", facts=facts, by=NODE, at=at)
    return True


def _held(letter: Letter, case: str, exhibit: str, at: datetime) -> int:
    """Place one hold in the evidence room for a partner; 0 where it cannot be."""
    by = Reader(badge=NODE, agency=str(settings.BORDERLINK.agency), cases=frozenset({case}))
    try:
        with transaction.atomic():
            row = place_hold(
                case=case,
                exhibit=exhibit,
                party=letter.thread.partner.code,
                request=str(letter.uuid),
                why=letter.thread.reference,
                by=by,
                at=at,
            )
    except Refusal:
        return 0
    return int(row.pk)


def release_came(letter: Letter, value: Mapping[str, Any], at: datetime) -> None:
    """Lay the end of a hold before an officer: nothing is let go by a letter alone."""
    asked = _request_of(letter, str(value["facts"]["request"]))
    _owe(letter, at, **({"case": asked.case, "holds": asked.holds} if asked else {}))


def _request_of(release: Letter, request: str) -> Owed | None:
    """Return the hold request of the same partner's that a release is about."""
    rows = Owed.objects.filter(kind="hold_request", letter__thread__partner=release.thread.partner)
    return rows.filter(letter__uuid=request).select_related("letter").first()


@transaction.atomic
def let_go(*, owed: int, why: str, by: Reader, at: datetime) -> Owed:
    """Lift the holds on the exhibits that a partner no longer needs; what else it asked to keep stays held.

    A hold on a whole case is lifted once every exhibit of its request is released by one letter.
    Refuses: ``NotFound``, ``NotAllowed``, ``NotOwed``.
    """
    row = _waiting(owed, by, "liaison.let-go")
    if row.kind != "hold_release":
        raise NotOwed(state=row.state)
    said = body_of(row.letter)["facts"]
    request, party = str(said["request"]), row.letter.thread.partner.code
    asked = _request_of(row.letter, request)
    standing = holds_standing(request, party=party)
    ended = [hold for hold in standing if _is_released(hold.exhibit, said["exhibits"], asked)]
    keeper = replace(by, cases=by.cases | {hold.case for hold in ended})
    for hold in ended:
        lift_hold(hold=hold.pk, why=why.strip() or row.kind, by=keeper, at=at)
    if asked and asked.state == "stands" and len(ended) == len(standing):
        asked.state, asked.done_by, asked.done_at = "done", by.badge, at
        asked.save(update_fields=["state", "done_by", "done_at"])
    row.holds = [hold.pk for hold in ended]
    row.save(update_fields=["holds"])
    return _settle(row, "done", why, by, at)


def _is_released(exhibit: str, released: Sequence[str], asked: Owed | None) -> bool:
    """Say whether a hold ends: on an exhibit that is named, or on the whole case of which all are."""
    if exhibit:
        return exhibit in released
    wanted = body_of(asked.letter).get("facts", {}).get("exhibits", ()) if asked else ()
    return bool(wanted) and set(wanted) <= set(released)


# ---- what an officer settles ----


def _waiting(pk: int, by: Reader, act: str) -> Owed:
    rows = Owed.objects.select_for_update(of=("self",)).select_related("letter__thread__partner")
    row = rows.filter(pk=pk).first()
    if row is None or row.unit not in by.units:
        raise NotFound(thing="owed", name=str(pk))
    needs_office(by, row.unit, act)
    if row.state != "waiting":
        raise NotOwed(state=row.state)
    return row


def _settle(row: Owed, state: str, why: str, by: Reader, at: datetime) -> Owed:
    row.state, row.why, row.done_by, row.done_at = state, why.strip()[:400], by.badge, at
    row.save(update_fields=["state", "why", "done_by", "done_at"])
    facts: dict[str, str | int] = {"kind": row.kind, "state": state}
    subject = f"letter {row.letter.uuid}"
    note(act="liaison.settle-owed", subject=subject, why=row.why, facts=facts, by=by.badge, at=at)
    return row


@transaction.atomic
def settle_owed(*, owed: int, done: bool, why: str, by: Reader, at: datetime) -> Owed:
    """Say that what a partner asked is done, or is refused, and why.

    Refuses: ``NotFound``, ``NotAllowed``, ``NotOwed``, ``NoText``.
    """
    row = _waiting(owed, by, "liaison.settle-owed")
    if not why.strip():
        raise NoText
    return _settle(row, "done" if done else "refused", why, by, at)


# ---- erasure ----


@transaction.atomic
def erase_told(*, owed: int, why: str, by: Reader, at: datetime) -> Owed:
    """Erase what a partner's letters told us, as they asked, and draft the confirmation.

    What the letters say goes, with their sealed bytes, their translations and whom they named. That they
    came stays in the journal, and what became a case stays in its file: the confirmation says which. Each
    erased letter has a line of its own, so that a restore erases it again.
    Refuses: ``NotFound``, ``NotAllowed``, ``NotOwed``.
    """
    row = _waiting(owed, by, ERASE)
    if row.kind != "erasure_request":
        raise NotOwed(state=row.state)
    named = body_of(row.letter)["facts"]["letters"]
    theirs = Letter.objects.select_for_update().filter(
        uuid__in=named, direction=Direction.IN.value, thread__partner=row.letter.thread.partner
    )
    found = list(theirs.order_by("pk"))
    why_kept = {letter.pk: "ERK-COURT" if case_of_letter(letter) else "ERK-JOURNAL" for letter in found}
    facts = {
        "request": str(row.letter.uuid), "letters": [_erase(letter) for letter in found],
        "done_on": timezone.localdate(at).isoformat(),
        "still_kept": [{"letter": str(letter.uuid), "why": why_kept[letter.pk]} for letter in found],
    }  # fmt: skip
    for letter in found:
        note(act=ERASE, subject=f"letter {letter.uuid}", by=by.badge, at=at)
    draft_automatic(kind="erasure_done", thread=row.letter.thread, facts=facts, reply_to=row.letter, at=at)
    return _settle(row, "done", why or ERASED, by, at)


@transaction.atomic
def erase_again(*, letter: str) -> None:
    """Empty what a restored backup knows of a letter that was erased after it was made.

    Asked by the node's restore alone. Nothing where the letter is not known, or is empty already.
    """
    for row in Letter.objects.select_for_update().filter(uuid=UUID(letter), direction=Direction.IN.value):
        _erase(row)


def _erase(letter: Letter) -> str:
    """Empty a letter, its sealed bytes and all that was made of it; that it came stays."""
    letter.body = ""
    letter.save(update_fields=["body"])
    Incoming.objects.filter(letter=letter.uuid).update(wire=b"", content=b"")
    Mention.objects.filter(letter=letter).delete()
    Translation.objects.filter(letter=letter).update(source="", text="")
    erase_file(letter.uuid)
    return str(letter.uuid)


# ---- deconfliction ----


def deconfliction_came(letter: Letter, value: Mapping[str, Any], at: datetime) -> None:
    """Draft the answer to whether someone here works the same target: hit or none, whom to call, no more.

    Which case it is stays here: its row is shown to who sees that case, and stands in the journal.
    """
    facts = value["facts"]
    if facts["step"] != ASK:
        return
    known = known_to_us(facts)
    told: dict[str, Any] = {"step": "DCS-ANSWER", "answer": "DCA-HIT" if known else "DCA-NOHIT"}
    if known:
        told["contact"] = contact_of(letter.thread.unit, at)
    draft_automatic(kind="deconfliction", thread=letter.thread, facts=told, reply_to=letter, at=at)
    for case in known:
        hit: dict[str, str | int] = {"partner": letter.thread.partner.code, "letter": str(letter.uuid)}
        note(act="liaison.deconflict", subject=f"case {case}", facts=hit, by=NODE, at=at)
