"""The worker's part of this room: asks for time-stamps of checkpoints, outside of any transaction."""

import logging
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from borderlink.dossiers.actions.stamping import keep_time_stamp, watch_time
from borderlink.dossiers.adapters import keyfolder, tokens
from borderlink.dossiers.queries.times import Waiting, waiting
from borderlink.dossiers.refusals import TimeStampNotGiven

ASK_EVERY: Final = timedelta(minutes=5)
_asked: dict[str, datetime] = {}
_log = logging.getLogger(__name__)


def work_once(at: datetime) -> bool:
    """Do the next piece of work; return False when there is none.

    Authorities are asked at most every five minutes of this worker's life: one that is down costs no more.
    """
    urls = settings.BORDERLINK.time_stamp_url
    last = _asked.get("time-stamps")
    if not urls or (last is not None and last <= at < last + ASK_EVERY):
        return False
    _asked["time-stamps"] = at
    kept = ask_for_time_stamps(at=at)
    watch_time(waiting=waiting(len(urls)), hours=settings.BORDERLINK.time_stamp_hours, at=at)
    return kept > 0


def ask_for_time_stamps(*, at: datetime) -> int:
    """Ask every authority for a token of the newest checkpoint; return how many were kept."""
    urls, kept = settings.BORDERLINK.time_stamp_url, 0
    for url in urls:
        found = waiting(len(urls))
        if found is not None:
            kept += _ask(url, found, at)
    return kept


def _ask(url: str, found: Waiting, at: datetime) -> bool:
    authorities = keyfolder.authorities(settings.BORDERLINK.folder)
    try:
        token = tokens.fetch(url, found.text.encode(), authorities)
    except TimeStampNotGiven as refused:
        _log.warning("no time-stamp from %s: %s", url, refused.facts["why"])
        return False
    return keep_time_stamp(waiting=found, token=token, authorities=authorities, at=at)
