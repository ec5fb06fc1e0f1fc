"""What the pages need to speak: sentences of reasons, names of stations and officers, refusals."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.forms import Form
from django.utils.html import format_html

from borderlink.foundation.refusals import Refusal, every_refusal
from borderlink.foundation.who import Reader
from borderlink.language import sentences
from borderlink.officers.queries import units
from borderlink.officers.schemas import OfficerRequest
from borderlink.screening.domain.outcome import Selection
from borderlink.screening.domain.telling import tell_reason
from borderlink.screening.queries.rows import Referral
from borderlink.screening.queries.sight import names_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A referral as a list shows it."""

    referral: Referral
    reason: str
    reasons: int
    ends_shift: bool = False  # the capacity line runs below this row


def reasons_of(referral: Referral, language: str) -> list[str]:
    """Return the reasons of a referral as sentences, the weightiest first."""
    ordered = sorted(referral.reasons, key=lambda reason: -float(reason["weight"]))
    return [tell_reason(reason, language) for reason in ordered]


def row_of(referral: Referral, language: str, *, ends_shift: bool = False) -> Row:
    """Return a referral as a list shows it: the count of its reasons and the first as a sentence."""
    top = max(referral.reasons, key=lambda reason: float(reason["weight"]), default=None)
    sentence = tell_reason(top, language) if top else ""
    counted = len(referral.reasons) if referral.selection == Selection.SCORE else 0
    return Row(referral=referral, reason=sentence, reasons=counted, ends_shift=ends_shift)


def unit_names(reader: Reader, language: str) -> dict[str, str]:
    """Return the names of the agency's stations by code."""
    return {unit.code: unit.name_in(language) for unit in units(reader=reader)}


def officer_names(badges: Iterable[str]) -> dict[str, str]:
    """Return names by badge; who has no account here is shown by badge."""
    wanted = {badge for badge in badges if badge}
    return {badge: badge for badge in wanted} | names_of(wanted)


def said_of(stored: Mapping[str, object], language: str) -> sentences.Said | None:
    """Return a stored refusal (code and facts) in the reader's words, or its code where they do not fit.

    An older program may have stored other facts than today's sentence names.
    """
    code = stored.get("code")
    kind = next((kind for kind in every_refusal() if kind.code == code), None)
    facts = stored.get("facts")
    if kind is None or not isinstance(facts, Mapping):
        return None
    try:
        return sentences.say_refusal(kind(**facts), language)
    except sentences.SentenceFault:
        return sentences.Said(code=kind.code, sentence=kind.code, advice="", facts=facts)


def put_beside(form: Form, refusal: Refusal, request: OfficerRequest) -> None:
    """Put a refusal into the form that caused it, in the reader's words."""
    said = sentences.say_refusal(refusal, request.language, zone=str(settings.BORDERLINK.time_zone))
    form.add_error(
        None,
        format_html(
            '<strong>{}</strong> {} <span class="bl-code">{}</span>', said.sentence, said.advice, said.code
        ),
    )
