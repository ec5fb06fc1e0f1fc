"""What the register gives to a form: balances, places, entries, exhibits that can be chosen."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext

from borderlink.custody.domain.books import TRANSFERRED
from borderlink.custody.domain.telling import grams
from borderlink.custody.forms.acts import Given, Scale
from borderlink.custody.pages.history import lines_of
from borderlink.custody.queries import at_hand
from borderlink.custody.queries.exhibits import Told
from borderlink.custody.queries.rows import Exhibit
from borderlink.language import numbers
from borderlink.officers.schemas import OfficerRequest

MOST_WORDS = 90


def given_for(request: OfficerRequest, row: Exhibit, entries: Sequence[Told]) -> Given:
    """Return what an exhibit and its store give to the forms of its acts."""
    return Given(
        seals=tuple(row.seals),
        scales=scales_for(request),
        places=[
            (place.code, f"{place.code} · {place.name}") for place in at_hand.places_at_hand(request.reader)
        ],
        location=row.location,
        packages=row.packages,
        entries=entries_to_choose(entries, request.language),
        item=row.item,
        form=row.form,
        place="back" if row.state == TRANSFERRED else "",
    )


def scales_for(request: OfficerRequest) -> list[Scale]:
    """Return the balances at hand, those with a valid certificate first."""
    today = timezone.localdate()
    found = [
        Scale(
            number=row.number,
            division_mg=row.division_mg,
            valid=today < row.certified_until,
            words=_words(row.number, row.division_mg, request.language, valid=today < row.certified_until),
        )
        for row in at_hand.balances_at_hand(request.reader)
    ]
    return sorted(found, key=lambda scale: (not scale.valid, scale.number))


def _words(number: str, division_mg: int, language: str, *, valid: bool) -> str:
    words = f"{number} · {numbers.mass(grams(division_mg), language)}"
    return words if valid else f"{words} · {gettext('certificate has run out')}"


def entries_to_choose(entries: Sequence[Told], language: str) -> list[tuple[str, str]]:
    """Return entries as choices, the newest first: number and the beginning of its sentence."""
    lines = lines_of(entries, language)
    return [
        (
            str(line.number),
            f"{line.number} · {line.sentence[:MOST_WORDS]}{'…' if len(line.sentence) > MOST_WORDS else ''}",
        )
        for line in reversed(lines)
    ]
