"""Names get the keys by which their other writings are found: when they are written, and older ones later."""

from collections.abc import Sequence

from django.db import transaction

from borderlink.cases.models.nominal import Name, NameKey
from borderlink.cases.queries.writings import KEYING, not_keyed
from borderlink.language.names.keys import keys_of


def write_writings(names: Sequence[Name]) -> None:
    """Write the keys of names that have none: part of an action, or of the worker's round."""
    found = keys_of([name.text for name in names])
    keys, starts = found.keys.tolist(), found.starts.tolist()
    NameKey.objects.bulk_create(
        NameKey(name=name, key=key)
        for name, start, end in zip(names, starts, starts[1:], strict=False)
        for key in keys[start:end]
    )


@transaction.atomic
def key_older_names() -> int:
    """Write the keys of the next names that have none, or older ones; return how many there were.

    Nobody acts and nobody is told, so it stands in no journal: the names stay as they are.
    """
    names = not_keyed()
    NameKey.objects.filter(name__in=names).delete()
    write_writings(names)
    Name.objects.filter(pk__in=[name.pk for name in names]).update(keyed=KEYING)
    return len(names)
