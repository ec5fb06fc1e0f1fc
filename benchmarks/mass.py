"""Look for a negative book or a wrong closure in random mass histories, and for a theft.

    python -m benchmarks.mass --histories 100000 --seed 1 --json

A history splits, samples, consumes, sends, loses and burns a lot through the ledger's own rules, unsigned.
Theft: four lots weighed at seizure and before the fire on one 1 g balance, 6.5 g taken in between; an alarm
is a closure beyond 3·u. Exits with 1 when a count is not what the design asks.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Mapping

from benchmarks.machine import Watch
from borderlink.custody.domain.acts import Act, Signer
from borderlink.custody.domain.books import Books
from borderlink.custody.domain.packs import UN
from borderlink.custody.domain.rules.table import judge_and_apply
from borderlink.custody.domain.schema import Kind
from borderlink.foundation.canonical import Value
from borderlink.foundation.chain import START
from borderlink.foundation.mass import Balance, Closure, of_weighings
from borderlink.foundation.refusals import Refusal
from tests.custody_world import FOUR_PARCELS_MG, NODE, NOON_S, USUAL

_SIGNER = (Signer(badge="AMINA", unit="CASES-2", role="officer", key="ed25519:AAAA"),)
_MOST = 2_000_000
THEFT_FOUND = 0.99  # at least this share of the thefts, by the design
FALSE_ALARMS = 0.003  # at most this share of the honest


def _do(books: Books, kind: Kind, exhibit: str, **facts: Value) -> None:
    act = Act(
        node=NODE, pack="un", kind=kind, case="C", case_seq=1, case_previous=START, exhibit=exhibit,
        at=NOON_S, facts={**USUAL.get(kind, {}), **facts}, signers=_SIGNER,
    )  # fmt: skip
    judge_and_apply(act, books, UN)


def _step(books: Books, chance: random.Random, number: int) -> None:
    """Try one act on one lot; masses reach beyond what is there, so that refusals are tried too."""
    exhibit = chance.choice(list(books.lots))
    book = books.lots[exhibit].book_mg or 0
    mass = chance.randrange(int(book * 1.3) + 2)
    match chance.randrange(6):
        case 0:
            _do(books, Kind.SAMPLE, exhibit, sample=f"E-{number}", mass_mg=mass)
        case 1:
            _do(books, Kind.SPLIT, exhibit, part=f"E-{number}", mass_mg=mass)
        case 2:
            _do(books, Kind.ANALYSE, exhibit, consumed_mg=mass, remaining_mg=book - mass)
        case 3:
            _do(books, Kind.WEIGH, exhibit, mass_mg=mass)
            dispute = books.lots[exhibit].dispute
            if dispute is not None:
                entry, residual = dispute.entry, dispute.residual_mg
                _do(books, Kind.DISCREPANCY, exhibit, weighing=entry, residual_mg=residual)
                _do(books, Kind.EXPLAIN, exhibit, weighing=entry, loss_mg=residual)
        case 4:
            _do(books, Kind.RETURN, exhibit, mass_mg=chance.choice([book, mass]))
        case _:
            _do(books, Kind.DESTROY_PLAN, "", members=[exhibit])
            _do(books, Kind.DESTROY, exhibit, mass_mg=max(book + chance.randrange(-500, 500), 0))


def history(chance: random.Random) -> tuple[bool, bool, int]:
    """Live one history; say whether a book fell below zero, whether it closes wrongly, what was refused."""
    books, refused = Books(), 0
    _do(books, Kind.SEIZE, "E-0")
    _do(books, Kind.WEIGH, "E-0", mass_mg=chance.randrange(_MOST))
    for number in range(1, chance.randrange(2, 10)):
        try:
            _step(books, chance, number)
        except Refusal:
            refused += 1
    negative = any(lot.book_mg is not None and lot.book_mg < 0 for lot in books.lots.values())
    return negative, books.closure("C").residual_mg() != 0, refused


def _alarm(chance: random.Random, theft_mg: int) -> bool:
    """Weigh four lots twice with rounding at both readings of a net weighing; judge the sum."""
    balance, residual = Balance(number="B", division_mg=1000), 0
    stolen = [theft_mg, 0, 0, 0]
    for mass, taken in zip(FOUR_PARCELS_MG, stolen, strict=True):
        true = mass + chance.uniform(-5_000, 5_000)
        residual += _net(true, chance) - _net(true - taken, chance)
    return not Closure(seized_mg=residual, uncertainty=of_weighings(balance, 8)).is_within()


def _net(true_mg: float, chance: random.Random) -> int:
    tare = chance.uniform(100_000, 200_000)
    return (round((true_mg + tare) / 1000) - round(tare / 1000)) * 1000


def ask(histories: int, seed: int) -> dict[str, object]:
    """Answer the question."""
    watch, chance, started = Watch(), random.Random(seed), time.perf_counter()
    lived = [history(chance) for _ in range(histories)]
    seconds = time.perf_counter() - started
    found = sum(_alarm(chance, 6_500) for _ in range(histories))
    false = sum(_alarm(chance, 0) for _ in range(histories))
    return {
        "question": "mass", "histories": histories, "seed": seed,
        "negative_books": sum(negative for negative, _, _ in lived),
        "wrong_closures": sum(wrong for _, wrong, _ in lived),
        "acts_refused": sum(refused for _, _, refused in lived),
        "theft_of_6500_mg_found": found / histories, "false_alarms": false / histories,
        "seconds_of_histories": round(seconds, 2), **watch.told(),
    }  # fmt: skip


def is_as_designed(told: Mapping[str, object]) -> bool:
    """Say whether no book is negative, no closure wrong, thefts are found and alarms seldom false."""
    sound = told["negative_books"] == told["wrong_closures"] == 0
    found, false = float(str(told["theft_of_6500_mg_found"])), float(str(told["false_alarms"]))
    return sound and found >= THEFT_FOUND and false <= FALSE_ALARMS


def main() -> None:
    """Answer the question on the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mass", description=__doc__.splitlines()[0])
    parser.add_argument("--histories", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="one line of JSON, nothing else")
    wanted = parser.parse_args()
    told = ask(wanted.histories, wanted.seed)
    print(json.dumps(told, indent=None if wanted.json else 2))
    sys.exit(0 if is_as_designed(told) else 1)


if __name__ == "__main__":
    main()
