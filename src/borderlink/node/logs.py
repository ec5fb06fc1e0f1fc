"""Structured logs: one JSON object a line, without names, addresses, queries or what exceptions quote."""

import json
import logging
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

OURS: Final = "borderlink"
QUIET: Final = ("axes", "allauth", "django.security", "django.request", "granian.access")


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON.

    Only our own loggers' messages are written out, and they hold no values; of any other
    record the pattern is kept and its arguments are not. Of an exception the type and the
    places are kept, never its message, which may quote a person's data.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "event": str(record.msg),
            **getattr(record, "facts", {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["fault"] = type(record.exc_info[1]).__name__
            line["places"] = places(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def places(fault: BaseException) -> list[str]:
    """Return where a fault came from, innermost last, without what it said."""
    frames = traceback.extract_tb(fault.__traceback__)[-12:]
    return [
        f"{frame.filename.rsplit('site-packages/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames
    ]


def configure(settings: Mapping[str, object]) -> None:
    """Send every log to standard error as JSON lines; Django calls this with its ``LOGGING``."""
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(JsonLines())
    root = logging.getLogger()
    for old in [handler for handler in root.handlers if isinstance(handler.formatter, JsonLines)]:
        root.removeHandler(old)
    root.addHandler(lines)
    root.setLevel(logging.WARNING)
    logging.getLogger(OURS).setLevel(str(settings.get("level", "INFO")))
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL)
