"""The acts that have a page of their own on an exhibit, in groups, and which of them its state allows now."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypedDict

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from borderlink.custody.domain.books import DRUG, HELD, OFFERED, SUBSTITUTE, TRANSFERRED
from borderlink.custody.domain.schema import Kind
from borderlink.custody.forms import acts as forms
from borderlink.custody.forms import cases as more
from borderlink.custody.forms import leaving
from borderlink.custody.queries.exhibits import Told
from borderlink.custody.queries.partners import pending_of
from borderlink.custody.queries.rows import Exhibit

Words = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What decides which acts an exhibit allows."""

    row: Exhibit
    opened_before: bool
    recorded: bool
    by_letter: bool = False  # offered by a letter: its answer comes by one too

    @property
    def held(self) -> bool:
        """Say whether it is here and not on offer."""
        return bool(self.row.state == HELD)

    @property
    def on_paper(self) -> bool:
        """Say whether it is on offer to a partner without a node, whose answer an officer enters."""
        return self.row.state == OFFERED and not self.by_letter

    @property
    def sealed(self) -> bool:
        """Say whether any layer is closed."""
        return bool(self.row.seals)

    @property
    def by_mass(self) -> bool:
        """Say whether it is kept by mass."""
        return self.row.item in {DRUG, SUBSTITUTE}

    @property
    def weighed(self) -> bool:
        """Say whether its book has begun, or it needs none."""
        return self.row.book_mg is not None or not self.by_mass

    @property
    def to_burn(self) -> bool:
        """Say whether it stands in a plan and nothing keeps it."""
        return self.held and bool(self.row.plan) and self.settled and self.weighed

    @property
    def settled(self) -> bool:
        """Say whether no discrepancy is open."""
        return self.row.discrepancy is None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActPage:
    """One act's page: its address part, kind, group and words, its form, and when it is offered."""

    name: str
    kind: Kind
    group: str
    icon: str
    title: Words
    button: Words
    done: Words
    form: type[forms.ActForm]
    when: Callable[[Standing], bool]
    hint: Words = ""


class Shown(TypedDict):
    """An act as a button shows it."""

    name: str
    title: Words
    url: str
    icon: str


class Group(TypedDict):
    """One group of acts that are possible now."""

    code: str
    name: Words
    icon: str
    acts: list[Shown]


GROUPS: Final[Mapping[str, tuple[Words, str]]] = {
    "weigh": (_("Weigh"), "scale"),
    "seal": (_("Seal"), "lock"),
    "divide": (_("Divide"), "sitemap"),
    "laboratory": (_("Laboratory"), "flask"),
    "move": (_("Place"), "map-pin"),
    "hand-over": (_("Change of hands"), "users"),
    "leave": (_("Leave the house"), "send"),
    "destroy": (_("Destroy"), "trash"),
    "correct": (_("Correct"), "edit"),
}

PAGES: Final[Sequence[ActPage]] = (
    ActPage(
        name="sheet", kind=Kind.WEIGH, group="weigh", icon="clipboard-list",
        title=_("Weigh, sample and seal on one sheet"), button=_("Sign the sheet"),
        done=_("The sheet is signed and recorded."), form=forms.SheetForm,
        when=lambda now: now.held and now.by_mass and not now.sealed and now.settled,
        hint=_("Fill in what you did; what stays empty is not recorded. All of it is signed once."),
    ),
    ActPage(
        name="weigh", kind=Kind.WEIGH, group="weigh", icon="scale", title=_("Weigh"),
        button=_("Sign the weighing"), done=_("The weighing is recorded."), form=forms.WeighForm,
        when=lambda now: now.held,
    ),
    ActPage(
        name="discrepancy", kind=Kind.DISCREPANCY, group="weigh", icon="alert-octagon",
        title=_("Record the discrepancy"), button=_("Sign the discrepancy"),
        done=_("The discrepancy is recorded. Have it explained."), form=forms.DiscrepancyForm,
        when=lambda now: now.held and not now.settled and not now.recorded,
    ),
    ActPage(
        name="explain", kind=Kind.EXPLAIN, group="weigh", icon="notes", title=_("Explain the discrepancy"),
        button=_("Sign the explanation"), done=_("The discrepancy is explained."), form=forms.ExplainForm,
        when=lambda now: now.held and not now.settled and now.recorded,
        hint=_("Two officers of different units sign."),
    ),
    ActPage(
        name="seal", kind=Kind.SEAL, group="seal", icon="lock", title=_("Seal"), button=_("Sign the seal"),
        done=_("It is sealed."), form=forms.SealForm,
        when=lambda now: now.held and (now.sealed or not now.opened_before),
    ),
    ActPage(
        name="reseal", kind=Kind.RESEAL, group="seal", icon="lock", title=_("Seal again"),
        button=_("Sign the seal"), done=_("It is sealed again."), form=forms.ResealForm,
        when=lambda now: now.held and not now.sealed and now.opened_before,
    ),
    ActPage(
        name="unseal", kind=Kind.UNSEAL, group="seal", icon="package", title=_("Open the seal"),
        button=_("Sign the opening"), done=_("The opening of the seal is recorded."), form=forms.UnsealForm,
        when=lambda now: now.held and now.sealed,
        hint=_("Read the number off the seal before you cut it."),
    ),
    ActPage(
        name="sample", kind=Kind.SAMPLE, group="divide", icon="sitemap", title=_("Take a sample"),
        button=_("Sign the sample"), done=_("The sample is recorded as an exhibit of its own."),
        form=forms.SampleForm,
        when=lambda now: now.held and now.by_mass and now.weighed and not now.sealed,
    ),
    ActPage(
        name="split", kind=Kind.SPLIT, group="divide", icon="sitemap", title=_("Divide off a part"),
        button=_("Sign the division"), done=_("The part is recorded as an exhibit of its own."),
        form=forms.SplitForm, when=lambda now: now.held and now.by_mass and now.weighed and not now.sealed,
    ),
    ActPage(
        name="substitute", kind=Kind.SUBSTITUTE, group="divide", icon="copy", title=_("Make a substitute"),
        button=_("Sign the substitute"), done=_("The substitute is recorded with an account of its own."),
        form=leaving.SubstituteForm, when=lambda now: now.held and now.row.item == DRUG,
        hint=_("For a controlled delivery. It never counts as a drug."),
    ),
    ActPage(
        name="store_in", kind=Kind.STORE, group="move", icon="map-pin", title=_("Put into the store"),
        button=_("Sign the storing"), done=_("Its place is recorded."), form=forms.PlaceForm,
        when=lambda now: now.held and not now.row.location,
    ),
    ActPage(
        name="move", kind=Kind.MOVE, group="move", icon="map-pin",
        title=_("Move to another place"), button=_("Sign the move"),
        done=_("Its new place is recorded."), form=forms.PlaceForm,
        when=lambda now: now.held and bool(now.row.location),
    ),
    ActPage(
        name="hand_over", kind=Kind.HAND_OVER, group="hand-over", icon="users",
        title=_("Hand the exhibit over"), button=_("Both sign the hand-over"),
        done=_("The hand-over is recorded."), form=forms.HandOverForm,
        when=lambda now: now.held,
    ),
    ActPage(
        name="offer", kind=Kind.OFFER, group="leave", icon="send", title=_("Offer to a partner"),
        button=_("Sign the offer"), done=_("It is offered and locked until the partner answers."),
        form=leaving.OfferForm,
        when=lambda now: now.held and now.sealed and now.weighed and now.settled,
        hint=_("We stay responsible until the partner accepts."),
    ),
    ActPage(
        name="accepted", kind=Kind.ACCEPT, group="leave", icon="check", title=_("The partner has accepted"),
        button=_("Sign the acceptance"), done=_("Custody has passed to the partner."),
        form=leaving.AcceptForm, when=lambda now: now.on_paper,
    ),
    ActPage(
        name="refused", kind=Kind.REFUSE, group="leave", icon="x", title=_("The partner has refused"),
        button=_("Sign the refusal"), done=_("The offer has ended; the exhibit stays here."),
        form=leaving.RefusedForm, when=lambda now: now.on_paper,
    ),
    ActPage(
        name="cancel", kind=Kind.CANCEL, group="leave", icon="circle-x", title=_("Cancel the offer"),
        button=_("Sign the cancellation"), done=_("The offer has ended; the exhibit stays here."),
        form=leaving.CancelForm, when=lambda now: now.on_paper,
        hint=_("Only when the partner has confirmed that it was not accepted."),
    ),
    ActPage(
        name="give_back", kind=Kind.RETURN, group="leave", icon="arrow-back-up",
        title=_("Return it for good"), button=_("Sign the return"),
        done=_("The return is recorded."), form=leaving.ReturnForm,
        when=lambda now: now.held and now.weighed and now.settled,
    ),
    ActPage(
        name="take_back", kind=Kind.RETURN, group="leave", icon="arrow-back-up",
        title=_("Take it back from the partner"), button=_("Sign the return"),
        done=_("The exhibit is here again."), form=leaving.ReturnForm,
        when=lambda now: now.row.state == TRANSFERRED,
    ),
    ActPage(
        name="retest", kind=Kind.SAMPLE, group="destroy", icon="flask", title=_("Take the re-test sample"),
        button=_("Sign the sample"), done=_("The re-test sample is an exhibit of its own."),
        form=more.RetestForm,
        when=lambda now: now.to_burn and now.row.item == DRUG,
        hint=_("Before the fire, from the lot that chance has drawn; the seals are opened in the same act."),
    ),
    ActPage(
        name="destroy", kind=Kind.DESTROY, group="destroy", icon="trash", title=_("Destroy by the plan"),
        button=_("Both sign the destruction"), done=_("The destruction is recorded."), form=more.DestroyForm,
        when=lambda now: now.to_burn,
        hint=_("Look at every seal, weigh it afresh, let the witness see it go in."),
    ),
    ActPage(
        name="witness", kind=Kind.WITNESS, group="correct", icon="eye", title=_("Name a witness"),
        button=_("Sign the witness"), done=_("The witness is recorded."), form=more.WitnessForm,
        when=lambda _now: True,
    ),
    ActPage(
        name="correct", kind=Kind.CORRECT, group="correct", icon="edit", title=_("Correct an entry"),
        button=_("Sign the correction"), done=_("The correction is recorded; the earlier entry stays."),
        form=forms.CorrectForm, when=lambda _now: True,
        hint=_("Nothing is edited: your correction is an entry of its own."),
    ),
)  # fmt: skip
BY_NAME: Final[Mapping[str, ActPage]] = {page.name: page for page in PAGES}
# What officers usually do next, the first that is possible.
_NEXT: Final = (
    "discrepancy", "explain", "accepted", "destroy", "sheet", "weigh", "reseal", "seal", "store_in",
    "hand_over",
)  # fmt: skip


def standing_of(row: Exhibit, entries: Sequence[Told]) -> Standing:
    """Return what decides which acts are possible."""
    acts = [told.act for told in entries]
    return Standing(
        row=row,
        opened_before=any(act.kind is Kind.UNSEAL and act.exhibit == row.number for act in acts),
        recorded=any(
            act.kind is Kind.DISCREPANCY and act.number("weighing") == row.discrepancy for act in acts
        ),
        by_letter=row.state == OFFERED and pending_of(row.number) is not None,
    )


def is_possible(page: ActPage, row: Exhibit, entries: Sequence[Told]) -> bool:
    """Say whether an exhibit's state allows an act now."""
    return page.when(standing_of(row, entries))


def groups_for(row: Exhibit, entries: Sequence[Told]) -> list[Group]:
    """Return the acts that are possible now, in groups; a group without one is left out."""
    now = standing_of(row, entries)
    found = {page.name: _shown(page, row) for page in PAGES if page.when(now)}
    groups = [
        Group(
            code=code,
            name=name,
            icon=icon,
            acts=[found[page.name] for page in PAGES if page.group == code and page.name in found],
        )
        for code, (name, icon) in GROUPS.items()
    ]
    if now.held:
        url = reverse("custody:ask_laboratory") + f"?case={row.case}"
        laboratory = next(group for group in groups if group["code"] == "laboratory")
        laboratory["acts"].append(
            Shown(name="laboratory", title=_("Ask a laboratory"), url=url, icon="flask")
        )
    return [group for group in groups if group["acts"]]


def next_for(row: Exhibit, entries: Sequence[Told]) -> Shown | None:
    """Return what is usually done next; nothing once it lies sealed in its place."""
    now = standing_of(row, entries)
    if now.held and now.settled and row.location and not row.plan:
        return None
    names = [name for name in _NEXT if BY_NAME[name].when(now)]
    if not now.weighed or row.plan:
        return _shown(BY_NAME[names[0]], row) if names else None
    names = [name for name in names if name not in {"sheet", "weigh"}]
    return _shown(BY_NAME[names[0]], row) if names else None


def _shown(page: ActPage, row: Exhibit) -> Shown:
    url = reverse(f"custody:{page.name}", args=[row.number])
    return Shown(name=page.name, title=page.title, url=url, icon=page.icon)
