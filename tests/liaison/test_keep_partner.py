"""The pages of partners: what each officer sees, what an outsider does not, and what two decide."""

from http import HTTPStatus

from django.urls import reverse

from borderlink.liaison.actions.partners import pause_by_node
from tests.liaison.partners import liaison_officer, our_agency, pinned_agency
from tests.world import NOON, World, signed_in


def test_every_page_of_a_partner_opens_for_its_officers(world: World) -> None:
    our_agency()
    partner, _ = pinned_agency(world)
    pause_by_node(partner=partner, reason="equivocation", at=NOON)
    client = signed_in(liaison_officer(world))

    for name, args in (
        ("partners", []), ("add_partner", []), ("introduction", []), ("introduction_file", []),
        ("introduction_pdf", []), ("partner", [partner.code]), ("record_pdf", [partner.code]),
        ("partner_details", [partner.code]),
    ):  # fmt: skip
        answer = client.get(reverse(f"liaison:{name}", args=args))
        assert answer.status_code == HTTPStatus.OK, name
    assert (
        signed_in(world.dalia).get(reverse("liaison:partner_terms", args=[partner.code])).status_code
        == HTTPStatus.OK
    )
