"""Failures are counted by day: what came under whose name, and what was wrong with it."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import F

from borderlink.liaison.models.post import FailureCount


@transaction.atomic
def count_failures(failures: Iterable[tuple[str, str]], at: datetime) -> None:
    """Count failures, each a partner's code (empty: of nobody that is known) and a code of what was wrong.

    Counters are not acts: nothing of it is journalled.
    """
    on = at.astimezone(UTC).date()
    for (partner, code), count in sorted(Counter(failures).items()):
        FailureCount.objects.bulk_create(
            [FailureCount(partner=partner, code=code[:48], on=on)], ignore_conflicts=True
        )
        FailureCount.objects.filter(partner=partner, code=code[:48], on=on).update(count=F("count") + count)
