"""What a laboratory reported stands beside the test on the spot; an earlier report stays in the journal."""

from datetime import date

import pytest

from borderlink.cases.actions.seizures import Report, record_laboratory, record_seizure
from borderlink.cases.domain.seizures import Facts, Substance
from borderlink.cases.models.counted import SeizedSubstance
from borderlink.cases.refusals.file import DatesOutOfOrder, DayInFuture
from borderlink.journal.models import JournalLine
from tests.cases.scenes import investigator, opened
from tests.world import NOON, World

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


def seized(world: World) -> SeizedSubstance:
    made = record_seizure(
        case=opened(world).number, facts=Facts(seized_on=date(2026, 11, 20), country="CN"),
        substances=[Substance(presumptive="SUB-HEROIN", net_mg=1000)],
        by=world.reader(investigator(world)), at=NOON,
    )  # fmt: skip
    return SeizedSubstance.objects.get(seizure=made)


def report(
    world: World, row: SeizedSubstance, *, on: date = TODAY, ppm: int | None = None
) -> SeizedSubstance:
    said = Report(substance="SUB-COCAINE", reported_on=on, purity_ppm=ppm)
    by = world.reader(investigator(world))
    return record_laboratory(seizure=row.seizure.number, substance=row.pk, report=said, by=by, at=NOON)


@pytest.mark.parametrize(("ppm", "pure_mg"), [(None, None), (0, 0), (820_000, 820), (1_000_000, 1000)])
def test_the_pure_mass_is_what_the_purity_makes_of_the_net_one(
    world: World, ppm: int | None, pure_mg: int | None
) -> None:
    row = report(world, seized(world), ppm=ppm)

    assert (row.presumptive, row.laboratory, row.pure_mg) == ("SUB-HEROIN", "SUB-COCAINE", pure_mg)


def test_a_report_lies_neither_before_the_seizure_nor_in_the_future(world: World) -> None:
    row = seized(world)

    with pytest.raises(DatesOutOfOrder):
        report(world, row, on=date(2026, 11, 19))
    with pytest.raises(DayInFuture):
        report(world, row, on=date(2026, 11, 23))


def test_what_an_earlier_report_said_stays_in_the_journal(world: World) -> None:
    row = seized(world)
    report(world, row, ppm=820_000)

    report(world, row, ppm=None)

    bodies = [bytes(line.body).decode() for line in JournalLine.objects.filter(act="cases.record-analysis")]
    assert ["purity-was" in body for body in bodies] == [False, True]
    assert '"purity-was":820000' in bodies[1]
