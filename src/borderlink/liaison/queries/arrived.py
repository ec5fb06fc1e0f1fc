"""What is asked of the envelopes that came, with every exchange: which are near, held, decided, waiting."""

from typing import Final

from django.db.models import Q

from borderlink.liaison.domain.states import Arrived
from borderlink.liaison.models.post import Inbound, Incoming
from borderlink.liaison.queries.asking import Asked

LOCKED: Final = Asked(lambda partner: Inbound.objects.select_for_update().filter(partner=partner))
WAIT_FOR: Final = Asked(
    lambda partner, letters: Incoming.objects.filter(
        partner=partner, state=Arrived.WAITS.value, after__in=letters
    ).order_by("pk")
)
HELD: Final = Asked(
    lambda partner, epoch, after, until: Incoming.objects.filter(
        partner=partner, epoch=epoch, seq__gt=after, seq__lte=until
    ).values_list("seq", "digest")
)
NEAR: Final = Asked(
    lambda partner, letters, epochs, seqs: Incoming.objects.filter(
        Q(letter__in=letters) | Q(epoch__in=epochs, seq__in=seqs), partner=partner
    ).values_list("letter", "epoch", "seq", "digest", "previous", "state")
)
