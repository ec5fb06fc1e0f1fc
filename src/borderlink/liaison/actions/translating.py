"""A translation is asked for, taken, delivered and reviewed: a record with a clock, both texts kept."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note
from borderlink.liaison.domain.office import TranslationState, must_follow
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.models.office import Translation
from borderlink.liaison.queries.sight import needs_office
from borderlink.liaison.refusals.office import NoLicence, NoText, OwnTranslation, SameLanguage

URGENT: Final = frozenset({"URG-FLASH", "URG-URGENT"})
WITHIN: Final = timedelta(days=3)  # a working translation; what is urgent within eight hours
WITHIN_URGENT: Final = timedelta(hours=8)
WITHIN_CERTIFIED: Final = timedelta(days=10)


@transaction.atomic
def ask_translation(
    *,
    unit: str,
    source: str,
    from_language: str,
    to_language: str,
    certified: bool = False,
    why: str = "",
    letter: Letter | None = None,
    case: str = "",
    by: Reader,
    at: datetime,
) -> Translation:
    """Ask for a translation, working or certified; its clock runs from now.

    Refuses: ``NotAllowed``, ``NoText``, ``SameLanguage``.
    """
    needs_office(by, unit, "liaison.ask-translation")
    if not source.strip():
        raise NoText
    if from_language == to_language:
        raise SameLanguage(language=from_language)
    row = Translation.objects.create(
        unit=unit, letter=letter, case=case, from_language=from_language, to_language=to_language,
        source=source, source_sha256=hashlib.sha256(source.encode()).hexdigest(), certified=certified,
        why=why.strip()[:400], asked_by=by.badge, asked_at=at, due_at=at + _within(letter, certified),
    )  # fmt: skip
    facts: dict[str, str | int] = {"from": from_language, "to": to_language, "certified": int(certified)}
    _note("ask", row, facts, by, at)
    return row


def _within(letter: Letter | None, certified: bool) -> timedelta:  # noqa: FBT001 - a yes or no of the row
    if letter is not None and letter.urgency in URGENT:
        return WITHIN_URGENT
    return WITHIN_CERTIFIED if certified else WITHIN


def _note(verb: str, row: Translation, facts: Mapping[str, str | int], by: Reader, at: datetime) -> None:
    subject = f"translation {row.pk}"
    note(act=f"liaison.{verb}-translation", subject=subject, facts=facts, by=by.badge, at=at)


def _locked(pk: int, wanted: TranslationState, by: Reader, act: str) -> Translation:
    row = Translation.objects.select_for_update().filter(pk=pk).first()
    if row is None or row.unit not in by.units:
        raise NotFound(thing="translation", name=str(pk))
    needs_office(by, row.unit, act)
    must_follow(row.state, wanted)
    return row


@transaction.atomic
def take_translation(*, pk: int, by: Reader, at: datetime) -> Translation:
    """Take a translation in hand, or again after a review asked for it.

    Refuses: ``NotFound``, ``NotAllowed``, ``StepNotLegal``.
    """
    row = _locked(pk, TranslationState.TAKEN, by, "liaison.take-translation")
    row.state, row.translator, row.taken_at = TranslationState.TAKEN.value, by.badge, at
    row.save(update_fields=["state", "translator", "taken_at"])
    _note("take", row, {}, by, at)
    return row


@transaction.atomic
def deliver_translation(
    *, pk: int, text: str, translator_name: str = "", licence: str = "", by: Reader, at: datetime
) -> Translation:
    """Deliver the text; ``translator_name`` is whoever translated it from outside, under ``licence``.

    Refuses: ``NotFound``, ``NotAllowed``, ``StepNotLegal``, ``NoText``, ``NoLicence``.
    """
    row = _locked(pk, TranslationState.DONE, by, "liaison.deliver-translation")
    if not text.strip():
        raise NoText
    if row.certified and not licence.strip():
        raise NoLicence
    row.state, row.text, row.done_at = TranslationState.DONE.value, text.strip(), at
    row.translator_name, row.licence = translator_name.strip()[:120], licence.strip()[:120]
    row.translator = by.badge  # whoever took it: who delivers wrote it, and another reads it again
    row.save(update_fields=["state", "text", "done_at", "translator", "translator_name", "licence"])
    _note("deliver", row, {"characters": len(row.text)}, by, at)
    return row


@transaction.atomic
def review_translation(*, pk: int, good: bool, words: str = "", by: Reader, at: datetime) -> Translation:
    """Read a translation again beside its source, as another officer; what is not good goes back.

    Refuses: ``NotFound``, ``NotAllowed``, ``StepNotLegal``, ``OwnTranslation``, ``NoText`` for no reason.
    """
    wanted = TranslationState.REVIEWED if good else TranslationState.TAKEN
    row = _locked(pk, wanted, by, "liaison.review-translation")
    if row.translator == by.badge:
        raise OwnTranslation(badge=by.badge)
    if not good and not words.strip():
        raise NoText
    row.state, row.review_words = wanted.value, words.strip()[:400]
    row.reviewer, row.reviewed_at = (by.badge, at) if good else ("", None)
    row.save(update_fields=["state", "review_words", "reviewer", "reviewed_at"])
    _note("review", row, {"good": int(good)}, by, at)
    return row


@transaction.atomic
def drop_translation(*, pk: int, why: str, by: Reader, at: datetime) -> Translation:
    """Take a request for a translation back. Refuses: ``NotFound``, ``NotAllowed``, ``StepNotLegal``."""
    row = _locked(pk, TranslationState.DROPPED, by, "liaison.drop-translation")
    row.state, row.why = TranslationState.DROPPED.value, (why.strip() or row.why)[:400]
    row.save(update_fields=["state", "why"])
    _note("drop", row, {}, by, at)
    return row
