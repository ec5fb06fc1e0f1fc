"""What officers do about officers; the only file that writes this room's tables."""

from datetime import datetime

from django.db import transaction

from borderlink.officers.models import Officer
from borderlink.officers.refusals import NotUnderstood


@transaction.atomic
def choose_language(*, language: str, by: Officer, at: datetime) -> None:
    """Keep the language in which an officer reads."""
    if language not in {"zh-Hans", "zh-Hant", "vi", "en"}:
        raise NotUnderstood(field="language", value=language)
    from borderlink.journal.actions import note

    by.language = language
    by.save(update_fields=["language"])
    note(act="officers.choose-language", subject=f"officer {by.badge}", facts={"language": language}, by=by.badge, at=at)
