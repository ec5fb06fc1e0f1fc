"""Questions about campaigns: those whose units' figures the reader sees, and what they reached."""

from dataclasses import dataclass
from datetime import date

from borderlink.cases.domain.counting import Against, Figure, Figures, earlier
from borderlink.cases.models.counted import Campaign
from borderlink.cases.queries.figures import Scope, count
from borderlink.foundation.refusals import NotAllowed, NotFound
from borderlink.foundation.who import Kind, Reader, sees_kind, units_seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A campaign with its figures, those of the days it is compared with, and its targets."""

    campaign: Campaign
    figures: Figures
    before: Figures
    before_days: tuple[date, date]  # the last excluded
    targets: dict[Figure, int]
    units: tuple[str, ...]


def campaigns_of(reader: Reader) -> list[Campaign]:
    """Return the campaigns whose figures the reader sees, the newest first. Refuses: ``NotAllowed``."""
    if not sees_kind(reader, Kind.FIGURES):
        raise NotAllowed(act="cases.list-campaigns")
    rows = Campaign.objects.filter(agency=reader.agency).select_related("words").prefetch_related("units")
    return [row for row in rows.order_by("-from_on", "-pk") if _sees(reader, row)]


def campaign_of(reader: Reader, number: str) -> Campaign:
    """Return one campaign. Refuses: ``NotFound``."""
    rows = Campaign.objects.filter(agency=reader.agency, number=number)
    row = rows.select_related("words").prefetch_related("units", "targets").first()
    if row is None or not _sees(reader, row):
        raise NotFound(thing="campaign", name=number)
    return row


def _sees(reader: Reader, campaign: Campaign) -> bool:
    """Say whether the reader sees the figures of all of a campaign's units: a part would tell of the rest."""
    seen = units_seen(reader, Kind.FIGURES)
    units = {row.unit for row in campaign.units.all()}
    return seen is None or bool(units and units <= seen)


def standing_of(campaign: Campaign, against: Against) -> Standing:
    """Return what a campaign reached, beside the days before or a year ago; counted anew each time."""
    units = tuple(sorted(row.unit for row in campaign.units.all()))
    chosen = frozenset(units) or None
    start, until = earlier(campaign.from_on, campaign.until_on, against)
    scope = Scope(agency=campaign.agency, units=chosen, start=campaign.from_on, until=campaign.until_on)
    before = Scope(agency=campaign.agency, units=chosen, start=start, until=until)
    return Standing(
        campaign=campaign, figures=count(scope), before=count(before), before_days=(start, until),
        targets={Figure(row.figure): row.wanted for row in campaign.targets.all()}, units=units,
    )  # fmt: skip
