"""A laboratory signs what it found on a wrapper: two people, no mass, its report kept under its hash."""

import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from borderlink.custody.actions import laboratory
from borderlink.custody.actions.laboratory import Finding
from borderlink.custody.models.ledger import Entry
from borderlink.custody.queries import asked
from borderlink.custody.refusals.room import NotAPaper
from borderlink.foundation.refusals import NotAllowed
from tests.custody.scenes import PIN, REPORT, Scene, Step, tea_case, wrapper_in_laboratory
from tests.world import signed_in

pytestmark = pytest.mark.django_db


def text_of(client: Client, name: str, *args: str) -> str:
    return re.sub(r"\s+", " ", client.get(reverse(f"custody:{name}", args=args)).content.decode())


def sent(scene: Scene, client: Client, number: str, **changes: str) -> int:
    typed = {
        "examination": "residue", "finding": "found", "substance": "SUB-METH-ICE", "method": "GC-MS",
        "analyst": "Jun Mori", "pin": PIN, "second": "LB-0002", "second_pin": PIN, **changes,
    }  # fmt: skip
    report = SimpleUploadedFile("report.pdf", REPORT)
    address = reverse("custody:examine_request", args=[number, scene.wrapper])
    return client.post(address, {**typed, "report": report}).status_code


def test_a_laboratory_signs_its_finding_on_a_wrapper_and_who_sees_the_exhibit_reads_its_report() -> None:
    scene = tea_case(Step.SEIZED)
    number, _ = wrapper_in_laboratory(scene)
    client, kofi = signed_in(scene.world.jun), signed_in(scene.kofi)

    offered = text_of(client, "laboratory_request", number)
    refused = [
        sent(scene, client, number, **changes)
        for changes in (
            {"second": "", "second_pin": ""}, {"finding": "matches"}, {"examination": "dna"}, {"finding": ""},
        )
    ]  # fmt: skip
    done = sent(scene, client, number)
    act = Entry.objects.latest("sequence").act()
    shown = text_of(kofi, "exhibit", scene.wrapper)
    file = reverse("custody:report", args=[act.text("report"), scene.wrapper])

    assert reverse("custody:examine_request", args=[number, scene.wrapper]) in offered
    assert reverse("custody:answer_request", args=[number, scene.wrapper]) not in offered
    assert (refused, done) == ([422] * 4, 302)
    assert [signer.badge for signer in act.signers] == ["LB-0001", "LB-0002"]
    assert "reported: Chemical residue, found: Methamphetamine" in shown
    assert file in shown
    assert b"".join(kofi.get(file)) == REPORT
    assert signed_in(scene.world.chidi).get(file).status_code == 404
    assert kofi.get(reverse("custody:report", args=["ab" * 32, scene.wrapper])).status_code == 404
    assert asked.request_of(scene.by(scene.world.jun), number, scene.now()).state == "answered"


def test_nobody_from_elsewhere_signs_a_finding_and_a_report_is_a_paper() -> None:
    scene = tea_case(Step.SEIZED)
    number, second = wrapper_in_laboratory(scene)
    jun = scene.world.jun
    finding = Finding(exhibit=scene.wrapper, examination="dna", finding="not-found", method="STR")

    with pytest.raises(NotAllowed):
        laboratory.examine(request=number, finding=finding, report=ContentFile(REPORT),
                           hands=scene.hands(jun, scene.kofi), by=scene.by(jun), at=scene.now())  # fmt: skip
    with pytest.raises(NotAPaper):
        laboratory.examine(request=number, finding=finding, report=ContentFile(b"MZ"),
                           hands=scene.hands(jun, second), by=scene.by(jun), at=scene.now())  # fmt: skip

    assert not Entry.objects.filter(kind="examine").exists()
