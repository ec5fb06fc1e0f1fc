"""What stands behind a scanned or typed number, as far as it is the reader's to know."""

from borderlink.custody.domain.labels import HASH_DIGITS
from borderlink.custody.models.exhibits import Exhibit
from borderlink.custody.models.ledger import SealNumber
from borderlink.custody.queries.sight import may_see_exhibit, seen
from borderlink.foundation.who import Reader


def exhibit_under(reader: Reader, number: str) -> Exhibit | None:
    """Return the exhibit of a number or of a seal that is on it now; None where there is none to see."""
    rows = Exhibit.objects.select_related("first_entry")
    exhibit = rows.filter(number__iexact=number).first() or _sealed(number)
    return exhibit if exhibit and may_see_exhibit(reader, exhibit) else None


def exhibit_in_hand(number: str, short_hash: str) -> Exhibit | None:
    """Return the exhibit whose whole label was scanned: who has the bag before them may take it in.

    The label names the hash of the seizure's entry, which no list shows: a typed number alone finds nothing.
    """
    row = Exhibit.objects.select_related("first_entry").filter(number__iexact=number).first()
    fits = row is not None and len(short_hash) == HASH_DIGITS and row.first_entry.hash.startswith(short_hash)
    return row if fits else None


def _sealed(number: str) -> Exhibit | None:
    used = SealNumber.objects.filter(number__iexact=number).first()
    if used is None:
        return None
    exhibit = Exhibit.objects.select_related("first_entry").filter(number=used.exhibit).first()
    return exhibit if exhibit and used.number in exhibit.seals else None


def exhibits_under(reader: Reader, numbers: list[str]) -> list[Exhibit]:
    """Return the exhibits of several numbers in the order asked for; what is not to be seen is left out."""
    rows = Exhibit.objects.select_related("first_entry").filter(seen(reader), number__in=numbers)
    by_number = {row.number: row for row in rows}
    return [by_number[number] for number in dict.fromkeys(numbers) if number in by_number]
