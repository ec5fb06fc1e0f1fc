"""What was told and stands no more is corrected: drafts to every recipient, and what hangs on it waits."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from borderlink.cases.queries.cases import case_of
from borderlink.foundation.refusals import NotAllowed
from borderlink.foundation.slots import Cleared
from borderlink.foundation.who import Reader, Role
from borderlink.journal.actions import note
from borderlink.language import codes
from borderlink.liaison.actions.composing import draft_automatic
from borderlink.liaison.actions.typologies import suspend_resting_on
from borderlink.liaison.models.casework import Correction, Owed
from borderlink.liaison.models.letters import Letter, Thread
from borderlink.liaison.queries.casework import Recipient, corrections_of, is_theirs
from borderlink.liaison.queries.letters import body_of
from borderlink.liaison.queries.sight import needs_letters
from borderlink.liaison.queries.told import ToldBy, told_by_letter, told_otherwise
from borderlink.liaison.refusals.office import GroundUnknown, NobodyTold, NoText
from borderlink.screening.actions.approved import lift_suspension, suspend_warrant

# What the case room says happened, as the ground that a partner is told.
GROUNDS: Final[Mapping[str, str]] = {
    "CRT-ACQUITTED": "CGR-ACQUITTED", "CRT-QUASHED": "CGR-ACQUITTED", "CRT-NOTPROS": "CGR-NOTPROS",
    "CRT-WITHDRAWN": "CGR-NOTPROS", "CRT-DISMISSED": "CGR-NOTPROS", "struck": "CGR-IDENTITY",
    "not-identified": "CGR-LAB",
}  # fmt: skip
OTHER: Final = "CGR-OTHER"
MOST: Final = 50  # of what one correction corrects: its schema's limit


def correct_everywhere(cleared: Cleared) -> int:
    """Draft a correction to everyone ever told, and let what rests on the case wait: part of what cleared.

    Returns how many recipients. Refuses nothing: an acquittal is never stopped by a letter.
    """
    ground = GROUNDS.get(cleared.ground, cleared.ground if cleared.ground.startswith("CGR-") else OTHER)
    outcome = cleared.ground if cleared.ground.startswith("CRT-") else ""
    suspend_warrant(reference=cleared.case, why=ground, by=cleared.by, at=cleared.at)
    made = 0
    for thread, told in told_by_letter(cleared.case, cleared.person).items():
        for portion in _portions(told):
            _draft(cleared, ground, outcome, thread, portion)
            made += 1
    for row in told_otherwise(cleared.case, cleared.person):
        Correction.objects.create(
            case=cleared.case, person=row.person.label, ground=ground, recipient=row.recipient, told=row.pk,
            raised_by=cleared.by, raised_at=cleared.at,
        )  # fmt: skip
        made += 1
    facts: dict[str, str | int] = {"person": cleared.person, "ground": ground, "recipients": made}
    subject = f"case {cleared.case}"
    note(act="liaison.draft-corrections", subject=subject, facts=facts, by=cleared.by, at=cleared.at)
    return made


def _portions(told: Sequence[ToldBy]) -> Iterator[list[ToldBy]]:
    """Return letters in portions of which one correction has room for every part."""
    portion: list[ToldBy] = []
    for one in told:
        if len(_corrects([*portion, one])) > MOST:
            yield portion
            portion = []
        portion.append(one)
    yield portion


def _draft(cleared: Cleared, ground: str, outcome: str, thread: Thread, told: Sequence[ToldBy]) -> None:
    letters = [str(one.letter.uuid) for one in told]
    facts: dict[str, Any] = {"ground": ground, "letters": letters, "corrects": _corrects(told)}
    if outcome:
        facts["outcome"] = outcome
    draft = draft_automatic(kind="correction", thread=thread, facts=facts, at=cleared.at)
    Correction.objects.create(
        case=cleared.case, person=cleared.person, ground=ground, partner=thread.partner, letters=letters,
        draft=draft, raised_by=cleared.by, raised_at=cleared.at,
    )  # fmt: skip


def _corrects(told: Sequence[ToldBy]) -> list[dict[str, str]]:
    """Return what of each letter no longer stands: the people it names, or the finding; never a name."""
    found: list[dict[str, str]] = []
    for one in told:
        about = [{"part": "CPT-WHO", "ref": ref} for ref in one.refs] or [{"part": "CPT-WHAT"}]
        found += [{"letter": str(one.letter.uuid), "effect": "CEF-REMOVED", **part} for part in about]
    return found


@transaction.atomic
def raise_correction(*, case: str, person: str = "", ground: str, why: str, by: Reader, at: datetime) -> int:
    """Say that something told of a case stands no more: a broken alias, an identification withdrawn.

    Returns how many recipients get a draft. Refuses: ``NotFound``, ``GroundUnknown``, ``NoText``,
    ``NobodyTold``.
    """
    found = case_of(by, case)
    if codes.find(ground, "correction_ground") is None:
        raise GroundUnknown(ground=ground[:32] or "–")
    if not why.strip():
        raise NoText
    made = correct_everywhere(Cleared(case=found.number, person=person, ground=ground, by=by.badge, at=at))
    if not made:
        raise NobodyTold(person=person or "–", case=found.number)
    facts: dict[str, str | int] = {"person": person, "ground": ground}
    subject = f"case {found.number}"
    note(act="liaison.raise-correction", subject=subject, why=why.strip(), facts=facts, by=by.badge, at=at)
    return made


@transaction.atomic
def apply_again(*, case: str, why: str, by: Reader, at: datetime) -> None:
    """Let what rests on a case be applied again, as a commander who saw that it stands.

    Refuses: ``NotFound``, ``NotAllowed``, ``NoText``.
    """
    found = case_of(by, case)
    if Role.COMMANDER not in by.roles:
        raise NotAllowed(act="liaison.apply-again")
    if not why.strip():
        raise NoText
    lift_suspension(reference=found.number, why=why.strip(), by=by.badge, at=at)


@transaction.atomic
def list_corrections(*, by: Reader, at: datetime) -> list[Recipient]:
    """Return everyone who must hear that something stands no more, of the reader's cases and office.

    Refuses: ``NotAllowed`` to who sees neither letters nor a case.
    """
    needs_letters(by, "liaison.list-corrections")
    found = corrections_of(by)
    facts: dict[str, str | int] = {"shown": len(found)}
    note(act="liaison.list-corrections", subject="corrections", facts=facts, by=by.badge, at=at)
    return found


# ---- what a partner corrects or takes back ----


def correction_came(letter: Letter, value: Mapping[str, Any], at: datetime) -> None:
    """Let what rests on the corrected letters wait at once, and lay the correction before an officer."""
    _broken(letter, value, str(value["facts"]["ground"]), at)


def withdrawal_came(letter: Letter, value: Mapping[str, Any], at: datetime) -> None:
    """Let what rests on the withdrawn letters wait at once, and lay the withdrawal before an officer."""
    _broken(letter, value, str(value["facts"]["why"]), at)


def _broken(letter: Letter, value: Mapping[str, Any], ground: str, at: datetime) -> None:
    partner = letter.thread.partner
    theirs = Letter.objects.filter(
        uuid__in=value["facts"]["letters"], direction="in", thread__partner=partner
    )
    found = list(theirs.select_related("thread"))
    for one in found:
        seizure = str(body_of(one).get("facts", {}).get("case") or "")  # an erased letter says nothing more
        suspend_resting_on(one, seizure=seizure, ground=ground, by=partner.code, at=at)
        if seizure and is_theirs(seizure, partner):
            suspend_warrant(reference=seizure[:60], why=ground, by=partner.code, at=at)
    case = next((one.thread.case for one in found if one.thread.case), letter.thread.case)
    Owed.objects.create(
        letter=letter, unit=letter.thread.unit, kind=letter.kind, case=case,
        reference=letter.thread.reference, at=at,
    )  # fmt: skip
