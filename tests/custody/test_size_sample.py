import json
from fractions import Fraction
from math import ceil, comb

import pytest
from click.testing import CliRunner

from borderlink.custody.domain.sampling import packages_to_sample, sample_size
from borderlink.custody.refusals.acts import NoSampleSuffices
from borderlink.node.commands import main

SHARES = (Fraction(1, 2), Fraction(7, 10), Fraction(9, 10))
CONFIDENCES = (Fraction(95, 100), Fraction(99, 100))

# The design's table: units, then the counts at 95 % and at 99 % for shares of 0.5, 0.7, 0.9.
WITHOUT_NEGATIVES = """
    4 2 3 4 2 3 4;   6 3 5 6 3 5 6;   7 3 4 7 4 5 7;   10 3 5 8 4 6 9;   20 4 6 12 5 9 15
    30 4 7 15 6 10 20;   50 4 8 19 6 11 26;   80 5 8 22 7 12 31;   90 5 8 23 7 12 32
    100 5 8 23 7 12 33;   200 5 9 26 7 13 38;   300 5 9 27 7 13 40;   500 5 9 28 7 13 41
    1000 5 9 28 7 13 43
"""
WITH_NEGATIVES = {1: "10 5 7 10 6 8 10;100 7 13 36 10 17 46", 2: "100 10 17 46 13 22 56"}


def _rows(text: str) -> list[list[int]]:
    return [[int(word) for word in row.split()] for row in text.replace("\n", ";").split(";") if row.strip()]


def brute_force(units: int, share: Fraction, confidence: Fraction, negatives: int) -> int | None:
    """The smallest n by trying all: no share that is missed may hide behind so few negatives."""
    for size in range(1, units + 1):
        for positives in range(ceil(share * units) - 1, -1, -1):
            bad = units - positives
            ways = sum(
                comb(bad, seen) * comb(positives, size - seen) for seen in range(min(negatives, size) + 1)
            )
            if Fraction(ways, comb(units, size)) > 1 - confidence:
                break
        else:
            return size
    return None


@pytest.mark.parametrize("negatives", [0, 1, 2])
def test_every_row_of_the_published_kind_of_table_is_met(negatives: int) -> None:
    rows = _rows(WITH_NEGATIVES[negatives] if negatives else WITHOUT_NEGATIVES)

    for units, *wanted in rows:
        found = [
            sample_size(units=units, share=share, confidence=confidence, negatives=negatives)
            for confidence in CONFIDENCES
            for share in SHARES
        ]
        assert found == wanted, units


@pytest.mark.parametrize("units", [*range(2, 26), 37, 64, 99, 110, 240])
def test_the_count_is_the_one_that_trying_everything_finds(units: int) -> None:
    for share in SHARES:
        for confidence in CONFIDENCES:
            for negatives in range(3):
                wanted = brute_force(units, share, confidence, negatives) if units < 100 else None
                if units < 100 and wanted is None:
                    with pytest.raises(NoSampleSuffices):
                        sample_size(units=units, share=share, confidence=confidence, negatives=negatives)
                    continue
                found = sample_size(units=units, share=share, confidence=confidence, negatives=negatives)
                assert wanted in {None, found}
                assert _shows(found, units, share, confidence, negatives)
                assert not _shows(found - 1, units, share, confidence, negatives)


def _shows(size: int, units: int, share: Fraction, confidence: Fraction, negatives: int) -> bool:
    positives = ceil(share * units) - 1
    few = range(min(negatives, size) + 1)
    ways = sum(comb(units - positives, seen) * comb(positives, size - seen) for seen in few)
    return Fraction(ways, comb(units, size)) <= 1 - confidence


def test_more_units_may_need_fewer_samples() -> None:
    found = [
        sample_size(units=units, share=Fraction(7, 10), confidence=Fraction(95, 100)) for units in (6, 7)
    ]

    assert found == [5, 4]


@pytest.mark.parametrize("units", range(2, 7))
def test_where_no_sample_suffices_it_is_refused_and_never_all(units: int) -> None:
    with pytest.raises(NoSampleSuffices):
        sample_size(units=units, share=Fraction(7, 10), confidence=Fraction(95, 100), negatives=2)


@pytest.mark.parametrize(
    ("packages", "wanted"),
    [(0, 0), (1, 1), (9, 9), (10, 10), (99, 10), (100, 10), (110, 10), (111, 11), (132, 11), (133, 12)],
)
def test_notice_511_counts_packages_to_the_nearest_square_root(packages: int, wanted: int) -> None:
    assert packages_to_sample(packages) == wanted


def _ask(*options: str) -> tuple[int, str, str]:
    told = CliRunner().invoke(main, ["custody", "sample-size", *options], env={"BORDERLINK_LANGUAGE": "en"})
    return told.exit_code, told.stdout, told.stderr


def test_the_command_prints_the_number_alone() -> None:
    assert _ask("--units", "1000", "--share", "0.9", "--confidence", "0.99")[:2] == (0, "43\n")


def test_the_command_prints_one_line_of_json() -> None:
    code, said, _ = _ask(
        "--units", "100", "--share", ".5", "--confidence", ".95", "--negatives", "2", "--json"
    )

    assert code == 0
    assert json.loads(said) == {
        "units": 100, "share": "1/2", "confidence": "19/20", "negatives": 2, "sample_size": 10,
    }  # fmt: skip


def test_the_command_refuses_with_exit_code_one_what_no_sample_shows() -> None:
    code, said, words = _ask("--units", "6", "--share", "0.7", "--confidence", "0.95", "--negatives", "2")

    assert (code, said) == (1, "")
    assert "custody.no-sample-suffices" in words


@pytest.mark.parametrize("share", ["0", "1.1", "nan", "x", "1e999999999", "-0.5"])
def test_the_command_is_misused_with_what_is_no_share(share: str) -> None:
    assert _ask("--units", "6", "--share", share, "--confidence", "0.95")[0] == 2
