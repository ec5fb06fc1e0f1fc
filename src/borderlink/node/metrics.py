"""Figures for Prometheus: counts and ages of the node as a whole; no person, badge, case or partner."""

import os
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from borderlink.journal.domain.examine import SIGN
from borderlink.journal.queries import end, lines_of, open_alert_rows
from borderlink.liaison.queries.post import standing
from borderlink.node.health import BEAT, steps_behind
from borderlink.node.refusals import PageNotFound
from borderlink.officers.domain import is_loopback
from borderlink.screening.queries.loads import waiting_since

SHARED: Final = (
    ".metrics"  # each web process counts in a file of its own there; whichever is asked adds them up
)
ENVIRONMENT: Final = "PROMETHEUS_MULTIPROC_DIR"  # the library's own name
NAME: Final = "borderlink_"
KEPT: Final = "node.complete-back-up"

REQUESTS: Final = Histogram(
    f"{NAME}request_seconds", "Requests by route, method and status.", ["route", "method", "status"],
    buckets=(0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)  # fmt: skip


def shared_place(folder: Path) -> Path:
    """Empty and return the place where the web processes count together; called before the first starts."""
    place = folder / SHARED
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(mode=0o700)
    return place


def count_request(*, route: str, method: str, status: int, seconds: float) -> None:
    """Count one request under its route's pattern, never its path."""
    REQUESTS.labels(route or "none", method, str(status)).observe(seconds)


@require_GET
@never_cache
@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer Prometheus: with the token where one is set, else on this machine alone and through no proxy."""
    if not _may_read(request):
        raise PageNotFound
    registry = CollectorRegistry()
    if os.environ.get(ENVIRONMENT):
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(REQUESTS)
    registry.register(Node())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    token: str = settings.BORDERLINK.metrics_token
    if token:
        given = request.headers.get("Authorization", "")
        return secrets.compare_digest(given.encode(), f"Bearer {token}".encode())
    through_proxy = settings.BORDERLINK.https or "X-Forwarded-For" in request.headers
    near = is_loopback(request.META.get("REMOTE_ADDR", "")) and is_loopback(request.get_host())
    return near and not through_proxy


class Node(Collector):
    """What the node knows of itself at the moment it is asked."""

    def collect(self) -> Iterator[Metric]:
        """Yield one gauge a figure; an age that nothing has begun is left out."""
        for name, says, value in _figures():
            if value is not None:
                yield GaugeMetricFamily(f"{NAME}{name}", says, value=float(value))


def _figures() -> Iterator[tuple[str, str, float | None]]:
    folder = settings.BORDERLINK.folder
    yield "schema_steps_behind", "Steps that the database lacks.", steps_behind()
    yield "worker_silent_seconds", "Since the worker's last round.", _age_of_file(folder / BEAT)
    yield "journal_lines", "Lines of the journal.", end()[0]
    yield "alerts_open", "Alerts that no auditor has acknowledged.", open_alert_rows().count()
    yield "backup_age_seconds", "Since the last whole backup.", _age_of_act(KEPT)
    yield "checkpoint_age_seconds", "Since an auditor signed the journal.", _age_of_act(SIGN)
    yield "loads_waiting_seconds", "Since the oldest load without a result came.", _loads_wait()
    yield from _post()
    yield "disk_free_bytes", "Free on the folder's disk.", shutil.disk_usage(folder).free
    if connection.vendor == "sqlite":
        yield (
            "database_bytes",
            "Of the SQLite file.",
            Path(str(connection.settings_dict["NAME"])).stat().st_size,
        )


def _post() -> Iterator[tuple[str, str, float | None]]:
    """Yield what waits for partners, all together: who writes to whom is nobody's figure."""
    links = standing()
    since = [link["since"].timestamp() for link in links if link["since"]]  # type: ignore[attr-defined]
    waiting = sum(int(str(link["waiting"])) for link in links)
    yield "letters_waiting", "Letters that wait to be carried.", waiting
    yield "letters_waiting_seconds", "Of the oldest.", time.time() - min(since) if since else 0
    yield "links_failing", "Links whose last try failed.", sum(1 for link in links if link["failed"])


def _loads_wait() -> float:
    since = waiting_since()
    return (timezone.now() - since).total_seconds() if since else 0


def _age_of_act(act: str) -> float | None:
    last = max((line.at for line in lines_of([act], after=0)), default=None)
    return (timezone.now() - last).total_seconds() if last else None


def _age_of_file(path: Path) -> float | None:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return None
