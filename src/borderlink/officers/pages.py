"""The pages of the officers' room: one's own account, and what administrators and auditors see."""

import time
from dataclasses import asdict
from secrets import compare_digest
from typing import Final

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from borderlink.foundation.refusals import NotAllowed, NotFound
from borderlink.foundation.who import Role
from borderlink.officers import queries
from borderlink.officers.actions import accounts, directory, emergency, leaving, roles, signing_in
from borderlink.officers.adapters import Directory, Pending
from borderlink.officers.domain import Act, role_from
from borderlink.officers.forms import (
    EmergencyForm,
    NamesForm,
    OfficerForm,
    OrganisationForm,
    ReleaseForm,
    RoleForm,
    SignInIssueForm,
    UnitForm,
    WhyForm,
)
from borderlink.officers.refusals import DirectoryRefused, NotUnderstood
from borderlink.officers.schemas import EMERGENCY, OfficerRequest

PROXIES = (
    "Forwarded",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Real-IP",
    "Via",
)  # what says: from elsewhere
BACKEND: Final = "borderlink.officers.adapters.BadgeBackend"
DIRECTORY: Final = "directory"  # in a session: a sign-in by the directory that was begun


@require_GET
def account(request: OfficerRequest) -> HttpResponse:
    """Show an officer their own account: roles, sessions, second factor."""
    sessions = queries.sessions_of(request.user, reader=request.reader)
    context = {
        "officer": request.user,
        "sessions": sessions,
        "roles": sorted(request.reader.roles),
        "place": _place_of(request.user, request.language),
    }
    return render(request, "officers/account.html", context)


@require_GET
def no_password(request: OfficerRequest) -> HttpResponse:  # noqa: ARG001 - a view takes its request
    """Refuse to change a password to an officer who came without one. Refuses: ``NotAllowed``."""
    raise NotAllowed(act="officers.change-password")


@require_GET
@login_not_required
@never_cache
def demo_link(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in an invented officer by a one-time link: in a demo folder, from this machine."""
    proxied = any(name in request.headers for name in PROXIES)
    client = "elsewhere" if proxied else request.META.get("REMOTE_ADDR", "")
    officer = signing_in.use_demo_link(token=token, host=request.get_host(), client=client, at=timezone.now())
    login(request, officer, backend=BACKEND)
    request.session["demo_link"] = True
    return redirect("home")


@require_GET
def officers(request: OfficerRequest) -> HttpResponse:
    """Show every officer, the badges locked out, and the acts that wait for a second person."""
    at = timezone.now()
    context = {
        "rows": queries.officers(reader=request.reader),
        "lockouts": queries.lockouts(reader=request.reader, at=at),
        "proposals": queries.proposals(reader=request.reader),
        "suggestions": queries.suggestions(reader=request.reader),
        "administers": Role.ADMINISTRATOR in request.reader.roles,
    }
    return render(request, "officers/officers.html", context)


@require_http_methods(["GET", "POST"])
def new_officer(request: OfficerRequest) -> HttpResponse:
    """Make an officer."""
    form = OfficerForm(
        request.POST or None,
        units=list(queries.units(reader=request.reader)),
        organisations=list(queries.organisations(reader=request.reader)),
        language=request.language,
    )
    if request.method == "POST" and form.is_valid():
        made = accounts.create_officer(
            badge=form.cleaned_data["badge"],
            name=form.cleaned_data["name"],
            unit=form.unit(),
            organisation=form.organisation(),
            language=form.cleaned_data["language"],
            by=request.user,
            at=timezone.now(),
        )
        return redirect("officer", made.badge)
    return render(request, "officers/new.html", {"form": form})


@require_GET
def officer(request: OfficerRequest, badge: str) -> HttpResponse:
    """Show one officer: roles and who granted them, sessions, and what can be done."""
    found = queries.officer(badge, reader=request.reader)
    person = found.person()
    context = {
        "officer": found,
        "person": person,
        "place": _place_of(found, request.language),
        "grants": queries.grants_of(found, reader=request.reader),
        "sessions": queries.sessions_of(found, reader=request.reader),
        "administers": Role.ADMINISTRATOR in request.reader.roles and found.badge != request.reader.badge,
        "is_auditor": Role.AUDITOR in person.roles,
        "role_form": RoleForm(language=request.language, auto_id="role_%s"),
        "unit_form": UnitForm(
            units=list(queries.units(reader=request.reader)), language=request.language, auto_id="unit_%s"
        ),
        "sign_in_form": SignInIssueForm(auto_id="signin_%s"),
        "why_form": WhyForm(auto_id="why_%s"),
    }
    return render(request, "officers/officer.html", context)


@require_POST
def grant_role(request: OfficerRequest, badge: str) -> HttpResponse:
    """Grant a role."""
    found = queries.officer(badge, reader=request.reader)
    role, why = role_from(request.POST.get("role", "")), request.POST.get("why", "")
    roles.grant_role(officer=found, role=role, why=why, by=request.user, at=timezone.now())
    return redirect("officer", badge)


@require_POST
def revoke_role(request: OfficerRequest, badge: str) -> HttpResponse:
    """Take a role back."""
    found = queries.officer(badge, reader=request.reader)
    role, why = role_from(request.POST.get("role", "")), request.POST.get("why", "")
    roles.revoke_role(officer=found, role=role, why=why, by=request.user, at=timezone.now())
    return redirect("officer", badge)


@require_POST
def change_unit(request: OfficerRequest, badge: str) -> HttpResponse:
    """Move an officer to another unit."""
    found = queries.officer(badge, reader=request.reader)
    form = UnitForm(request.POST, units=list(queries.units(reader=request.reader)), language=request.language)
    if form.is_valid():
        why = form.cleaned_data["why"]
        accounts.change_unit(officer=found, unit=form.chosen(), why=why, by=request.user, at=timezone.now())
    return redirect("officer", badge)


@require_POST
def deactivate(request: OfficerRequest, badge: str) -> HttpResponse:
    """End an officer's account."""
    found = queries.officer(badge, reader=request.reader)
    why = request.POST.get("why", "")
    accounts.deactivate_officer(officer=found, why=why, by=request.user, at=timezone.now())
    return redirect("officer", badge)


@require_POST
@never_cache
def issue_sign_in(request: OfficerRequest, badge: str) -> HttpResponse:
    """Issue a temporary password and show it once."""
    found = queries.officer(badge, reader=request.reader)
    password = signing_in.issue_sign_in(
        officer=found,
        forget_second_factor="forget_second_factor" in request.POST,
        why=request.POST.get("why", ""),
        by=request.user,
        at=timezone.now(),
    )
    return render(request, "officers/issued.html", {"officer": found, "password": password})


@require_POST
def propose(request: OfficerRequest, badge: str) -> HttpResponse:
    """Propose an act against an auditor."""
    found = queries.officer(badge, reader=request.reader)
    acts = {act.value: act for act in Act}
    act = acts.get(request.POST.get("act", ""))
    if act is None:
        raise NotUnderstood(field="act", value=request.POST.get("act", "")[:24])
    why = request.POST.get("why", "")
    roles.propose(act=act, officer=found, why=why, by=request.user, at=timezone.now())
    return redirect("officers")


@require_POST
@never_cache
def decide(request: OfficerRequest, number: int) -> HttpResponse:
    """Confirm or decline a proposal as its second person."""
    proposal = queries.proposal(number, reader=request.reader)
    confirm = request.POST.get("decision") == "confirm"
    password = roles.decide(proposal=proposal, confirm=confirm, by=request.user, at=timezone.now())
    if password:
        return render(request, "officers/issued.html", {"officer": proposal.officer, "password": password})
    return redirect("officers")


@require_POST
def end_session(request: OfficerRequest, badge: str, session: int) -> HttpResponse:
    """End one session."""
    found = queries.officer(badge, reader=request.reader)
    signing_in.end_session(officer=found, session=session, by=request.user, at=timezone.now())
    return redirect("account" if found.badge == request.user.badge else "officer", *_badge_of(request, badge))


@require_POST
def release_lock_out(request: OfficerRequest, badge: str) -> HttpResponse:
    """Let a locked-out badge try again."""
    signing_in.release_lock_out(badge=badge, by=request.user, at=timezone.now())
    return redirect("officers")


@require_http_methods(["GET", "POST"])
def units(request: OfficerRequest) -> HttpResponse:
    """Show the agency's units and its guests, and make a unit."""
    form = NamesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        accounts.create_unit(**form.cleaned_data, by=request.user, at=timezone.now())
        return redirect("units")
    return _places(request, form, OrganisationForm(language=request.language, auto_id="guest_%s"))


@require_POST
def organisations(request: OfficerRequest) -> HttpResponse:
    """Make a guest organisation."""
    form = OrganisationForm(request.POST, language=request.language, auto_id="guest_%s")
    if form.is_valid():
        accounts.create_organisation(**form.cleaned_data, by=request.user, at=timezone.now())
        return redirect("units")
    return _places(request, NamesForm(), form)


@require_http_methods(["GET", "POST"])
def releases(request: OfficerRequest) -> HttpResponse:
    """Show what commanders let leave the node, and decide it as one."""
    listed = queries.releases(reader=request.reader)
    form = ReleaseForm(request.POST or None, ways=queries.ways_to_choose())
    if request.method == "POST" and form.is_valid():
        said = {name: value for name, value in form.cleaned_data.items() if name != "at_home"}
        leaving.decide_release(**said, by=request.user, at=timezone.now())
        return redirect("releases")
    decides = Role.COMMANDER in request.reader.roles
    return render(request, "officers/releases.html", {"rows": listed, "form": form, "decides": decides})


def _places(request: OfficerRequest, unit_form: NamesForm, guest_form: OrganisationForm) -> HttpResponse:
    context = {
        "organisations": queries.organisations(reader=request.reader),
        "units": queries.units(reader=request.reader),
        "unit_form": unit_form,
        "guest_form": guest_form,
        "administers": Role.ADMINISTRATOR in request.reader.roles,
    }
    return render(request, "officers/units.html", context)


def _place_of(officer: queries.Officer, language: str) -> str:
    place = officer.unit or officer.organisation
    return place.name_in(language) if place else ""


def _badge_of(request: OfficerRequest, badge: str) -> tuple[str, ...]:
    return () if badge == request.user.badge else (badge,)


@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
def emergency_sign_in(request: HttpRequest) -> HttpResponse:
    """Open an account for an hour with a sealed code; every auditor and commander is alarmed."""
    form = EmergencyForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "officers/emergency.html", {"form": form})
    found, ends_at = emergency.use_emergency_code(**form.cleaned_data, at=timezone.now())
    login(request, found, backend=BACKEND)
    request.session[EMERGENCY] = ends_at.isoformat()
    request.session.set_expiry(ends_at)
    return redirect("home")


@require_GET
@login_not_required
@never_cache
def directory_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead a browser to the agency's directory. Refuses: ``DirectoryRefused``, ``NotFound`` without one."""
    pending = Pending.new(int(time.time()))
    where = _directory(request).begin(pending)
    request.session[DIRECTORY] = asdict(pending)
    return redirect(where)


@require_GET
@login_not_required
@never_cache
def directory_back(request: HttpRequest) -> HttpResponse:
    """Take a browser back from the directory and sign its officer in, second factor and all.

    Refuses: ``DirectoryRefused``, ``DirectoryUnknown``, ``NotFound`` without a directory.
    """
    directory_of_node = _directory(request)
    kept = request.session.pop(DIRECTORY, None)
    pending = Pending(**kept) if kept else None
    if (
        pending is None
        or time.time() > pending.until
        or not compare_digest(request.GET.get("state", "").encode(), pending.state.encode())
    ):
        raise DirectoryRefused(what="state")
    if "code" not in request.GET:
        raise DirectoryRefused(what="declined")
    told = directory_of_node.finish(request.GET["code"], pending)
    found = directory.come_by_directory(badge=told.badge, groups=told.groups, at=timezone.now())
    found.backend = BACKEND
    answer: HttpResponse = perform_login(request, Login(user=found))
    return answer


def _directory(request: HttpRequest) -> Directory:
    """Return the node's directory, if it has one. Refuses: ``NotFound``."""
    if not settings.BORDERLINK.oidc_issuer:
        raise NotFound(thing="page", name="directory")
    return Directory(back=request.build_absolute_uri(reverse("directory_back")))


@require_POST
def decide_suggestion(request: OfficerRequest, number: int) -> HttpResponse:
    """Grant a role that the directory suggests, or decline it."""
    grant = request.POST.get("decision") == "grant"
    directory.decide_suggestion(suggestion=number, grant=grant, by=request.user, at=timezone.now())
    return redirect("officers")
