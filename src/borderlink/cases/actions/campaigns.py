"""Campaigns are ordered and their figures taken out; gangs are recorded as the outcome of a case."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from borderlink.cases.domain.campaigns import Plan
from borderlink.cases.domain.counting import Against
from borderlink.cases.models.counted import Campaign, CampaignTarget, CampaignUnit, GangCount
from borderlink.cases.models.worded import CampaignWords
from borderlink.cases.queries import campaigns as known
from borderlink.cases.queries.sight import needs, unit_codes
from borderlink.cases.queries.writing import days_past, open_case_of
from borderlink.foundation.who import Reader, Role
from borderlink.journal.actions import note
from borderlink.officers.actions.leaving import leave_node
from borderlink.screening.queries.sight import account_of

FIGURES = "cases.campaign-figures"
ORDERERS = frozenset({Role.COMMANDER, Role.PLANNER})


@transaction.atomic
def plan_campaign(*, plan: Plan, by: Reader, at: datetime) -> Campaign:
    """Write down a campaign that was ordered.

    Refuses: ``NotAllowed``, ``CampaignUnnamed``, ``CampaignEndsEarly``, ``CampaignUnknownUnit``.
    """
    needs(by, ORDERERS, "cases.plan-campaign")
    plan.check(unit_codes())
    year = plan.start.year
    place = Campaign.objects.filter(agency=by.agency, from_on__year=year).count() + 1
    row = Campaign.objects.create(
        number=f"{by.agency}-C{year}-{place:02}", agency=by.agency, from_on=plan.start, until_on=plan.until,
        by=by.badge, at=at,
    )  # fmt: skip
    CampaignWords.objects.create(campaign=row, name=plan.name.strip()[:200], purpose=plan.purpose.strip())
    CampaignUnit.objects.bulk_create(CampaignUnit(campaign=row, unit=unit) for unit in sorted(plan.units))
    CampaignTarget.objects.bulk_create(
        CampaignTarget(campaign=row, figure=figure.value, wanted=value)
        for figure, value in plan.wanted().items()
    )
    facts: dict[str, str | int] = {"units": len(plan.units), "targets": len(plan.wanted())}
    note(act="cases.plan-campaign", subject=f"campaign {row.number}", facts=facts, by=by.badge, at=at)
    return row


@transaction.atomic
def take_figures(*, number: str, against: Against, why: str, by: Reader, at: datetime) -> known.Standing:
    """Return a campaign's figures for a file that leaves the node: figures alone, no case and no person.

    Refuses: ``NotFound``, ``ReasonMissing``, and what ``leave_node`` refuses.
    """
    campaign = known.campaign_of(by, number)
    leave_node(
        way=FIGURES, subject=f"campaign {campaign.number}", to=by.badge, why=why, persons=False,
        by=account_of(by), at=at,
    )  # fmt: skip
    return known.standing_of(campaign, against)


@transaction.atomic
def record_gang(*, case: str, dismantled_on: date, members: int, by: Reader, at: datetime) -> GangCount:
    """Record as an outcome of a case that a gang was dismantled: on which day, of how many members.

    Refuses: ``NotFound``, ``CaseClosed``, ``DayInFuture``.
    """
    found = open_case_of(by, case)
    days_past([dismantled_on], timezone.localdate(at))
    row = GangCount.objects.create(
        case=found, dismantled_on=dismantled_on, members=members, by=by.badge, at=at
    )
    facts: dict[str, str | int] = {"members": members, "on": dismantled_on.isoformat()}
    note(act="cases.record-gang", subject=f"case {found.number}", facts=facts, by=by.badge, at=at)
    return row
