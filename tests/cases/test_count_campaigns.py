"""Campaigns: every figure by the rule it prints, compared with days that are as long; never a person."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderlink.cases.actions.campaigns import plan_campaign, record_gang, take_figures
from borderlink.cases.actions.deciding import Ruled, record_decision
from borderlink.cases.actions.people import Party, Standing, add_person
from borderlink.cases.actions.seizures import record_seizure, strike_seizure
from borderlink.cases.domain.campaigns import Plan
from borderlink.cases.domain.counting import Against, Figure, earlier, says
from borderlink.cases.domain.seizures import Facts, Substance, Weighed, add_mass_source
from borderlink.cases.domain.standing import CustodyState, Stage
from borderlink.cases.queries.campaigns import campaign_of, campaigns_of, standing_of
from borderlink.cases.queries.figures import Scope, count
from borderlink.cases.refusals.register import CampaignEndsEarly, CampaignUnknownUnit, CampaignUnnamed
from borderlink.foundation.refusals import NotAllowed, NotFound
from borderlink.journal.models import JournalLine
from borderlink.language.languages import LANGUAGES
from tests.cases.scenes import investigator, opened
from tests.world import NOON, World

PLAN = Plan(name="Autumn net", start=date(2026, 11, 1), until=date(2026, 12, 1))


@pytest.fixture
def ledger() -> Iterator[dict[str, list[Weighed]]]:
    """What a custodian's ledger weighed, by case: registered as custody registers its own."""
    weighed: dict[str, list[Weighed]] = {}
    add_mass_source("a-test", lambda case: weighed.get(case, []))
    yield weighed
    weighed.clear()


def scope(world: World, **changes: object) -> Scope:
    known = {
        "agency": world.reader(world.amina).agency,
        "units": None,
        "start": PLAN.start,
        "until": PLAN.until,
    }
    return Scope(**(known | changes))  # type: ignore[arg-type]


def seize(world: World, case: str, on: date, *, channel: str = "CHN-MAIL", net_mg: int = 1000) -> str:
    made = record_seizure(
        case=case, facts=Facts(seized_on=on, country="CN", channel=channel),
        substances=[Substance(presumptive="SUB-HEROIN", net_mg=net_mg)],
        by=world.reader(investigator(world)), at=NOON,
    )  # fmt: skip
    return made.number


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 400))
def test_the_days_before_are_as_many_and_touch_the_first(start: date, length: int) -> None:
    until = date.fromordinal(start.toordinal() + length)

    first, last = earlier(start, until, Against.BEFORE)

    assert last == start
    assert (last - first).days == length


def test_a_year_before_29_february_is_the_28th() -> None:
    assert earlier(date(2028, 2, 29), date(2028, 3, 1), Against.YEAR) == (date(2027, 2, 28), date(2027, 3, 1))


@pytest.mark.parametrize("figure", list(Figure))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_prints_its_counting_rule_in_every_language(figure: Figure, language: str) -> None:
    name, rule = says(figure, language)

    assert name
    assert rule
    assert "newer list" not in name + rule


@pytest.mark.django_db
def test_cases_count_by_the_day_they_were_opened_in_the_nodes_zone(world: World) -> None:
    opened(world, at=datetime(2026, 10, 31, 16, 30, tzinfo=UTC))  # 1 November in Guangzhou
    opened(world, at=datetime(2026, 11, 30, 16, 30, tzinfo=UTC))  # 1 December

    assert count(scope(world)).counts[Figure.FILED] == 1


@pytest.mark.django_db
def test_the_share_of_mail_leaves_out_cases_whose_channel_nobody_knows(world: World) -> None:
    for channel in ("CHN-MAIL", "CHN-EXPRESS", "CHN-ROAD", ""):
        seize(world, opened(world).number, date(2026, 11, 2), channel=channel)

    found = count(scope(world))

    assert (found.counts[Figure.FILED], found.counts[Figure.MAIL], found.of_mail) == (4, 2, 3)
    assert found.mail_share == pytest.approx(2 / 3)


@pytest.mark.django_db
def test_a_case_without_a_seizure_is_not_among_those_whose_channel_is_known(world: World) -> None:
    opened(world)
    both = opened(world).number
    for channel in ("CHN-MAIL", ""):
        seize(world, both, date(2026, 11, 2), channel=channel)
    struck = seize(world, opened(world).number, date(2026, 11, 2))
    strike_seizure(seizure=struck, why="entered twice", by=world.reader(investigator(world)), at=NOON)

    found = count(scope(world))

    assert (found.counts[Figure.FILED], found.counts[Figure.MAIL], found.of_mail) == (3, 1, 1)


@pytest.mark.django_db
def test_what_the_ledger_weighed_of_two_seizures_on_one_day_is_counted_once(
    world: World, ledger: dict[str, list[Weighed]]
) -> None:
    case, on = opened(world).number, date(2026, 11, 2)
    for _ in range(2):
        seize(world, case, on, net_mg=1000)
    seize(world, case, date(2026, 11, 3), net_mg=500)
    ledger[case] = [Weighed(substance="SUB-HEROIN", on=on, exhibits=3, net_mg=1900)]

    (mass,) = count(scope(world)).masses

    assert (mass.net_mg, mass.lines, mass.weighed) == (2400, 2, 1)
    assert count(scope(world, start=date(2026, 11, 3))).total(Figure.NET) == 500


@pytest.mark.django_db
def test_a_struck_seizure_counts_nowhere(world: World) -> None:
    number = seize(world, opened(world).number, date(2026, 11, 2))
    strike_seizure(seizure=number, why="entered twice", by=world.reader(investigator(world)), at=NOON)

    found = count(scope(world))

    assert (found.counts[Figure.SEIZURES], found.masses, found.total(Figure.NET)) == (0, (), None)


@pytest.mark.django_db
def test_held_and_arrested_are_two_figures_and_witnesses_are_no_suspects(world: World) -> None:
    case, kofi = opened(world).number, world.reader(investigator(world))
    both = Standing(
        custody=CustodyState.ARRESTED, held_on=date(2026, 11, 3), arrested_on=date(2026, 11, 20),
        suspected_on=date(2026, 10, 1),
    )  # fmt: skip
    add_person(case=case, party=Party(name="Osei Vale"), standing=both, by=kofi, at=NOON)
    add_person(
        case=case, party=Party(name="Mara Quill"), standing=Standing(role="ROL-WITNESS"), by=kofi, at=NOON
    )

    counts = count(scope(world)).counts

    assert (counts[Figure.HELD], counts[Figure.ARRESTED], counts[Figure.SUSPECTS]) == (1, 1, 0)


@pytest.mark.django_db
def test_a_case_is_solved_once_by_its_first_prosecution(world: World) -> None:
    case, kofi = opened(world).number, world.reader(investigator(world))
    for day in (5, 12):
        ruled = Ruled(
            stage=Stage.PROSECUTION, outcome="CRT-PENDING", decided_on=date(2026, 11, day), body="Prosecution"
        )
        record_decision(case=case, ruled=ruled, by=kofi, at=NOON)

    assert count(scope(world)).counts[Figure.SOLVED] == 1
    assert count(scope(world, start=date(2026, 11, 10))).counts[Figure.SOLVED] == 0


@pytest.mark.django_db
def test_gangs_come_from_the_outcomes_of_cases(world: World) -> None:
    case, kofi = opened(world).number, world.reader(investigator(world))
    record_gang(case=case, dismantled_on=date(2026, 11, 9), members=7, by=kofi, at=NOON)

    assert count(scope(world)).counts[Figure.GANGS] == 1
    assert count(scope(world, units=frozenset({"GZ-NANSHA"}))).counts[Figure.GANGS] == 0


@pytest.mark.django_db
def test_what_nobody_weighed_is_not_zero(world: World) -> None:
    seize(world, opened(world).number, date(2026, 11, 2), net_mg=512_500)

    (mass,) = count(scope(world)).masses

    assert (mass.net_mg, mass.gross_mg, mass.pure_mg, mass.weighed, mass.lines) == (512_500, None, None, 0, 1)


@pytest.mark.django_db
def test_a_campaign_stands_beside_the_days_before(world: World) -> None:
    dalia = world.reader(world.dalia)
    seize(world, opened(world).number, date(2026, 11, 2), net_mg=3000)
    seize(world, opened(world).number, date(2026, 10, 20), net_mg=1000)
    row = plan_campaign(plan=PLAN, by=dalia, at=NOON)

    found = standing_of(campaign_of(dalia, row.number), Against.BEFORE)

    assert (found.figures.total(Figure.NET), found.before.total(Figure.NET)) == (3000, 1000)
    assert found.before_days == (date(2026, 10, 2), date(2026, 11, 1))


@pytest.mark.django_db
def test_a_campaign_that_cannot_be_is_refused(world: World) -> None:
    dalia = world.reader(world.dalia)
    for plan, refusal in (
        (Plan(name=" ", start=PLAN.start, until=PLAN.until), CampaignUnnamed),
        (Plan(name="x", start=PLAN.until, until=PLAN.start), CampaignEndsEarly),
        (
            Plan(name="x", start=PLAN.start, until=PLAN.until, units=frozenset({"NOWHERE"})),
            CampaignUnknownUnit,
        ),
    ):
        with pytest.raises(refusal):
            plan_campaign(plan=plan, by=dalia, at=NOON)
    with pytest.raises(NotAllowed):
        plan_campaign(plan=PLAN, by=world.reader(world.amina), at=NOON)


@pytest.mark.django_db
def test_who_sees_the_figures_of_one_unit_sees_no_campaign_of_others(world: World) -> None:
    dalia, chidi = world.reader(world.dalia), world.reader(world.chidi)
    units = frozenset({"GZ-BAIYUN", "GZ-NANSHA"})
    joint = plan_campaign(
        plan=Plan(name="Joint", start=PLAN.start, until=PLAN.until, units=units), by=dalia, at=NOON
    )
    own = plan_campaign(
        plan=Plan(name="Own", start=PLAN.start, until=PLAN.until, units=frozenset({"GZ-NANSHA"})),
        by=dalia,
        at=NOON,
    )

    assert [row.number for row in campaigns_of(chidi)] == [own.number]
    with pytest.raises(NotFound):
        campaign_of(chidi, joint.number)


@pytest.mark.django_db
def test_taking_the_figures_out_is_journalled_and_tells_of_no_person(world: World) -> None:
    dalia = world.reader(world.dalia)
    row = plan_campaign(plan=PLAN, by=dalia, at=NOON)

    take_figures(number=row.number, against=Against.YEAR, why="the yearly report", by=dalia, at=NOON)

    line = JournalLine.objects.order_by("-sequence").first()
    assert line is not None
    assert (line.act, line.alert) == ("officers.leave-node", False)
