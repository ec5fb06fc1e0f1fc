"""The fingerprint ceremony: two officers, sixty digits, and nothing that is trusted before."""

from borderlink.liaison.domain.states import PartnerState
from tests.liaison.partners import pinned_agency
from tests.world import World


def test_a_partner_is_pinned_by_two_officers(world: World) -> None:
    partner, _ = pinned_agency(world)

    assert partner.state == PartnerState.PINNED.value
