"""Two officers act at the same moment: the journal is one chain all the same, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from borderlink.journal import queries
from borderlink.journal.actions import note
from tests.world import NOON

WRITERS = 4
EACH = 5


@pytest.mark.django_db(transaction=True)
def test_acts_at_once_make_one_chain_without_gap_or_fork() -> None:
    start = Barrier(WRITERS)

    def write(writer: int) -> None:
        start.wait()
        try:
            for number in range(EACH):
                with transaction.atomic():
                    note(
                        act="screening.refer",
                        subject=f"parcel {writer}-{number}",
                        by=f"GZ-000{writer}",
                        at=NOON,
                    )
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))

    findings = queries.examine()
    assert (findings.fault, findings.lines) == (None, WRITERS * EACH)
