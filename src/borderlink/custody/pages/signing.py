"""Who signs an act on its page: the officer signed in, the holder or another beside them, a witness."""

from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext

from borderlink.custody.actions.recording import Hand
from borderlink.custody.domain.packs import RulePack
from borderlink.custody.domain.rules.signers import TWO_SIGN
from borderlink.custody.domain.schema import Kind
from borderlink.custody.forms.hands import SigningForm, Wanted
from borderlink.custody.refusals.room import MassImplausible
from borderlink.foundation.refusals import NotAllowed, NotFound, Refusal
from borderlink.foundation.who import Reader, Role
from borderlink.officers.schemas import OfficerRequest
from borderlink.screening.pages.words import put_beside

USUAL: Final = "custody.second"  # in the session: who signed second last time on this screen
BALANCES: Final = ("balance", "sample_balance")
ACTING: Final = frozenset({Role.CASE_OFFICER, Role.EXHIBIT_CUSTODIAN})


def may_act(reader: Reader) -> bool:
    """Say whether the reader's roles act on exhibits at all."""
    return bool(reader.roles & ACTING)


def must_act(reader: Reader, act: str) -> None:
    """Refuse who only looks at exhibits: ``NotAllowed``."""
    if not may_act(reader):
        raise NotAllowed(act=act)


def wanted(
    request: OfficerRequest, kind: Kind, pack: RulePack, *, holder: str = "", second_is: str = ""
) -> Wanted:
    """Return who signs an act of a kind; an exhibit's ``holder`` who is another signs second."""
    me = request.reader.badge
    other = holder if holder and holder != me else ""
    return Wanted(
        me=me,
        needed=kind in TWO_SIGN or bool(other),
        advised=pack.signers.get(kind.value, 1) > 1,
        second=other,
        usual="" if kind is Kind.HAND_OVER else str(request.session.get(USUAL, "")),
        second_is=second_is or (gettext("The holder signs too") if other else ""),
        witness=kind.value in pack.witnessed,
        keeps=kind is not Kind.HAND_OVER,
    )


def signing_form(request: OfficerRequest, needs: Wanted) -> SigningForm:
    """Return the signing part, filled from what was sent."""
    return SigningForm(request.POST if request.method == "POST" else None, wanted=needs, prefix="sign")


def remember(request: OfficerRequest, hands: list[Hand]) -> None:
    """Keep who signed second and on which balances: next time only the PIN is typed."""
    if len(hands) > 1:
        request.session[USUAL] = hands[1].badge
    for name in BALANCES:
        if request.POST.get(name):
            request.session[f"custody.{name}"] = request.POST[name]


def balances_used(request: OfficerRequest) -> dict[str, str]:
    """Return the balances that were used last on this screen, by the field that asks for one."""
    return {name: str(request.session.get(f"custody.{name}", "")) for name in BALANCES}


def signed(
    request: OfficerRequest, signing: SigningForm, act: Callable[[list[Hand]], object]
) -> Refusal | None:
    """Do the act with the hands that sign, or return why it was refused, put beside the signatures.

    What no form can mend (a missing thing, a missing role) goes on to the node's answer.
    """
    hands = signing.hands()
    try:
        act(hands)
    except (NotFound, NotAllowed):
        raise
    except MassImplausible as question:  # the page asks it back on its own
        return question
    except Refusal as refusal:
        put_beside(signing, refusal, request)
        return refusal
    remember(request, hands if signing.wanted.keeps else hands[:1])
    return None
