"""What each form of a case's page does: one action for each, and the part of the page it stands on."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from borderlink.cases.actions import (
    deciding,
    documents,
    erasing,
    following,
    linking,
    members,
    opening,
    people,
)
from borderlink.cases.actions.comparing import compare_names
from borderlink.cases.actions.people import Party, Standing
from borderlink.cases.domain.alike import Known
from borderlink.cases.domain.standing import CustodyState, Stage
from borderlink.cases.forms import following as follow_forms
from borderlink.cases.forms import opening as open_forms
from borderlink.cases.forms import people as people_forms
from borderlink.cases.forms.fields import CaseForm
from borderlink.cases.queries.alike import Namesake
from borderlink.cases.queries.rows import Organisation, Person
from borderlink.officers.schemas import OfficerRequest

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Said: TypeAlias = Mapping[str, Any]
RECORDED: Final = _("It is recorded.")
Run: TypeAlias = Callable[[OfficerRequest, str, Said], object]
Look: TypeAlias = Callable[..., list[Namesake]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One form of the page: what it is made of, where it stands, what it does and says when it is done.

    ``looks``: its other button looks for possible same names first, and enters nothing.
    """

    form: type[CaseForm]
    part: str
    run: Run
    done: "_StrPromise" = RECORDED
    leaves: bool = False
    looks: Look | None = None


def _who(request: OfficerRequest) -> dict[str, Any]:
    return {"by": request.reader, "at": timezone.now()}


def _plain(action: Callable[..., object]) -> Run:
    """Return what calls an action with the form's fields as they are called there."""
    return lambda request, number, said: action(case=number, **said, **_who(request))


def _person(request: OfficerRequest, number: str, said: Said) -> object:
    party = Party(name=said["name"], born_on=said["born_on"], note=said["remark"])
    standing = Standing(role=said["role"], suspected_on=said["suspected_on"])
    return people.add_person(case=number, party=party, standing=standing, **_who(request))


def _alike(
    request: OfficerRequest, number: str, said: Said, but: object = None, *, bodies: bool = False
) -> list[Namesake]:
    """Return who has possibly the same name as somebody who is being entered, or just was (``but``)."""
    known = Known(names=[said["name"]], born_on=said.get("born_on"))
    entered = but if isinstance(but, Person | Organisation) else None
    subject = f"case {number}"
    return compare_names(
        known=known, bodies=bodies, but=entered, subject=subject, typed=True, **_who(request)
    )


def _standing(request: OfficerRequest, number: str, said: Said) -> object:
    values = {key: value for key, value in said.items() if key not in {"person", "why"}}
    standing = Standing(**{**values, "custody": CustodyState(said["custody"])})
    return people.change_standing(
        case=number, person=said["person"], standing=standing, why=said["why"], **_who(request)
    )


def _decision(request: OfficerRequest, number: str, said: Said) -> object:
    ruled = deciding.Ruled(**{**said, "stage": Stage(said["stage"])})
    return deciding.record_decision(case=number, ruled=ruled, **_who(request))


def _documents(request: OfficerRequest, number: str, said: Said) -> object:
    for file in said["uploads"]:
        documents.add_document(
            case=number, kind=said["kind"], title=said["title"], name=file.name or "", chunks=file.chunks(),
            **_who(request),
        )  # fmt: skip
    return None


def _parcels(request: OfficerRequest, number: str, said: Said) -> object:
    waybills = [text for text in re.split(r"[\s,;]+", said["waybills"]) if text]
    return opening.take_parcels(case=number, waybills=waybills, **_who(request))


def _decide(request: OfficerRequest, number: str, said: Said) -> object:
    return following.decide_approval(
        case=number, pk=said["pk"], allowed=said["answer"] == "allowed", words=said["words"], **_who(request)
    )


def _diary(request: OfficerRequest, number: str, said: Said) -> object:
    corrects = int(said["corrects"]) if said["corrects"] else None
    return following.write_diary(case=number, text=said["text"], corrects=corrects, **_who(request))


ACTS: Final[dict[str, Act]] = {
    "take_parcels": Act(form=open_forms.ParcelsForm, part="overview", run=_parcels),
    "let_in": Act(
        form=open_forms.MemberForm,
        part="overview",
        run=_plain(members.let_in),
        done=_("The officer was let in."),
    ),
    "let_out": Act(
        form=open_forms.LetOutForm,
        part="overview",
        run=_plain(members.let_out),
        done=_("The officer was let out."),
        leaves=True,
    ),
    "close": Act(
        form=open_forms.WhyForm,
        part="outcome",
        run=_plain(deciding.close_case),
        done=_("The case is closed."),
    ),
    "reopen": Act(
        form=open_forms.WhyForm,
        part="outcome",
        run=_plain(deciding.reopen_case),
        done=_("The case is open again."),
    ),
    "erase": Act(
        form=open_forms.WhyForm,
        part="outcome",
        run=_plain(erasing.erase_case),
        done=_("The case is erased. Its counts remain."),
    ),
    "add_person": Act(form=people_forms.PersonForm, part="people", run=_person, looks=_alike),
    "change_standing": Act(form=people_forms.StandingForm, part="people", run=_standing),
    "strike_person": Act(form=people_forms.StrikePersonForm, part="people", run=_plain(people.strike_person)),
    "add_organisation": Act(
        form=people_forms.BodyForm,
        part="people",
        run=_plain(people.add_organisation),
        looks=partial(_alike, bodies=True),
    ),
    "add_name": Act(form=people_forms.NameForm, part="people", run=_plain(people.add_name)),
    "add_identifier": Act(form=people_forms.IdentifierForm, part="people", run=_plain(people.add_identifier)),
    "add_address": Act(form=people_forms.AddressForm, part="people", run=_plain(people.add_address)),
    "link": Act(form=people_forms.LinkForm, part="links", run=_plain(linking.link)),
    "strike_link": Act(form=people_forms.StrikeLinkForm, part="links", run=_plain(linking.strike_link)),
    "add_event": Act(form=follow_forms.EventForm, part="timeline", run=_plain(following.add_event)),
    "add_task": Act(form=follow_forms.TaskForm, part="tasks", run=_plain(following.add_task)),
    "finish_task": Act(form=follow_forms.FinishForm, part="tasks", run=_plain(following.finish_task)),
    "ask_approval": Act(form=follow_forms.ApprovalForm, part="tasks", run=_plain(following.ask_approval)),
    "decide_approval": Act(form=follow_forms.DecideForm, part="tasks", run=_decide),
    "write_diary": Act(form=follow_forms.DiaryForm, part="diary", run=_diary),
    "add_documents": Act(form=follow_forms.DocumentForm, part="documents", run=_documents),
    "record_decision": Act(form=follow_forms.DecisionForm, part="outcome", run=_decision),
    "record_told": Act(form=follow_forms.ToldForm, part="outcome", run=_plain(deciding.record_told)),
    "record_correction": Act(
        form=follow_forms.CorrectedForm, part="outcome", run=_plain(deciding.record_correction_told)
    ),
}
