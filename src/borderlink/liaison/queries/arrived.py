"""What is asked of the envelopes that came, with every exchange: which are near, held, decided, waiting.

Each question leads into an index that knows what it asks for. SQLite takes any index that begins with the
partner for as good as one of ten rows: asked otherwise it reads everything that a partner ever sent.
"""

from typing import Final

from borderlink.liaison.domain.states import Arrived
from borderlink.liaison.models.post import Inbound, Incoming
from borderlink.liaison.queries.asking import Asked

LOCKED: Final = Asked(lambda partner: Inbound.objects.select_for_update().filter(partner=partner))
# Of every partner: whoever asks leaves out what is not its own.
WAIT_FOR: Final = Asked(
    lambda letters: Incoming.objects.filter(state=Arrived.WAITS.value, after__in=letters).order_by("pk")
)
HELD: Final = Asked(
    lambda partner, epoch, after, until: Incoming.objects.filter(
        partner=partner, epoch=epoch, seq__gt=after, seq__lte=until
    ).values_list("seq", "digest")
)
_FOUND: Final = ("letter", "epoch", "seq", "digest", "previous", "state")
NEAR: Final = Asked(
    lambda partner, letters, epochs, seqs: (
        Incoming.objects.filter(partner=partner, letter__in=letters)
        .values_list(*_FOUND)
        .union(Incoming.objects.filter(partner=partner, epoch__in=epochs, seq__in=seqs).values_list(*_FOUND))
    )
)
