"""Manifests by programs: an officer's system and a company bring them; referrals are customs' alone."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from borderlink.officers.actions.keys import issue_company_key, issue_officer_key
from borderlink.officers.queries import Organisation
from borderlink.screening.models.referrals import Load
from tests.screening.scenes import TODAY, manifest, work
from tests.screening.test_read_items import ITEM
from tests.world import World


def company(world: World, *, sandbox: bool = False, of: Organisation | None = None) -> Client:
    """Return a program with a company's key at Baiyun."""
    secret = issue_company_key(
        organisation=of or world.swift, unit=world.baiyun, scopes=["manifests"], label="x", sandbox=sandbox,
        by=world.farid, at=TODAY,
    )[1]  # fmt: skip
    return Client(headers={"authorization": f"Bearer {secret}"})


def bring(client: Client, content: bytes, name: str = "today.csv") -> tuple[int, dict[str, object]]:
    answer = client.post("/api/screening/manifests", {"files": SimpleUploadedFile(name, content)})
    return answer.status_code, answer.json()


def test_a_company_brings_a_manifest_and_learns_counts_alone(world: World) -> None:
    swift = company(world)

    status, told = bring(swift, manifest(60, broken=1))
    work(TODAY)
    load = Load.objects.get()
    after = swift.get(f"/api/screening/manifests/{load.number}").json()
    aside = swift.get(f"/api/screening/manifests/{load.number}/quarantine").json()

    assert (status, told["already"], load.unit, load.company) == (200, {}, "GZ-BAIYUN", "SWIFT")
    assert (after["state"], after["rows_read"], after["parcels"], after["quarantined"]) == ("done", 65, 64, 1)
    assert (aside["count"], set(aside["rows"][0])) == (1, {"file", "line", "column", "reason", "detail"})
    assert after["referred"] is None
    assert load.referrals.exists()
    assert not {"provenance", "below_cut", "score"} & set(after)


@pytest.mark.parametrize(
    "path", ["manifests/{}", "manifests/{}/quarantine", "referrals", "parcels/TEA0001?why=x"]
)
def test_a_company_sees_no_other_companys_load_and_no_referral(world: World, path: str) -> None:
    number = str(bring(company(world), manifest(5, broken=1))[1]["load"]["number"])  # type: ignore[index]
    other = company(world, of=world.laboratory)

    there = other.get(f"/api/screening/{path.format(number)}")
    gone = other.get(f"/api/screening/{path.format('261122-ffffff')}")

    assert there.status_code in {403, 404}
    assert there.content.decode().replace(number, "") == gone.content.decode().replace("261122-ffffff", "")


def test_a_sandbox_reaches_no_officer(world: World) -> None:
    assert bring(company(world, sandbox=True), manifest(5))[0] == 403
    assert not Load.objects.exists()


def test_an_officers_system_brings_items_and_reads_what_could_not_be_read(world: World) -> None:
    secret = issue_officer_key(
        officer=world.amina, scopes=["manifests"], label="x", by=world.farid, at=TODAY
    )[1]
    system = Client(headers={"authorization": f"Bearer {secret}"})

    told = bring(system, json.dumps([ITEM, {"item_id": "X", "addressee": {"name": "Kit Baker"}}]).encode())[1]
    work(TODAY)
    number = told["load"]["number"]  # type: ignore[index]
    aside = system.get(f"/api/screening/manifests/{number}/quarantine").json()

    assert aside["count"] == 1
    assert (aside["rows"][0]["column"], aside["rows"][0]["reason"]) == ("addressee.address", "field-missing")
    assert (
        bring(system, json.dumps([ITEM, {"item_id": "X", "addressee": {"name": "Kit Baker"}}]).encode())[0]
        == 422
    )
