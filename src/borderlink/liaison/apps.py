"""The liaison office as a Django app."""

from collections.abc import Mapping
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from django.apps import AppConfig
from django.utils.translation import gettext_noop

from borderlink.foundation.slots import (
    Cleared,
    Destination,
    Leaving,
    Material,
    Panel,
    WayOut,
    add_clearing,
    add_destination,
    add_leaving_policy,
    add_material,
    add_panel,
    add_way_out,
)
from borderlink.foundation.who import Kind
from borderlink.foundation.work import add_work

if TYPE_CHECKING:
    from borderlink.liaison.actions.effects import Effect
    from borderlink.liaison.models.letters import Letter

# What letters of theirs do to cases, exhibits and rules: kind -> module of actions and its function.
_CASEWORK: Final = {
    "correction": ("correcting", "correction_came"),
    "withdrawal": ("correcting", "withdrawal_came"),
    "hold_request": ("owing", "hold_came"),
    "hold_release": ("owing", "release_came"),
    "preservation_request": ("owing", "request_came"),
    "erasure_request": ("owing", "request_came"),
    "training_nomination": ("owing", "request_came"),
    "deconfliction": ("owing", "deconfliction_came"),
    "key_update": ("partnerkeys", "key_update"),
    "receipt": ("feedback", "take_receipt"),
    "consent": ("consenting", "take_consent"),
    "cd_plan": ("delivering", "delivery_came"),
    "cd_go": ("delivering", "delivery_came"),
    "cd_stop": ("delivering", "delivery_came"),
    "cd_status": ("delivering", "delivery_came"),
    "handover_offer": ("hearing_evidence", "offer_came"),
    "handover_accept": ("hearing_evidence", "accept_came"),
    "handover_refuse": ("hearing_evidence", "refuse_came"),
    "handover_cancel": ("hearing_evidence", "cancel_came"),
    "evidence_done": ("hearing_evidence", "done_came"),
    "evidence_file": ("filing", "file_came"),
    "checkpoint": ("witnessing", "checkpoint_came"),
}
_PARTS: Final = "liaison/office/parts"
# What leaves by this room's doors, and whether it can tell of a person or an exhibit.
WAYS_OUT: Final = (
    (
        "liaison.letter",
        gettext_noop("A letter to a partner's node, sealed; the gate judges it by its own bytes."),
        True,
    ),
    (
        "liaison.courier-file",
        gettext_noop("A hand-carried file: letters that have left by the gate and were sealed, receipts."),
        False,
    ),
    (
        "liaison.letter-evidence",
        gettext_noop("A stored letter with its receipts and the public keys that prove both, as files."),
        True,
    ),
    (
        "liaison.stix",
        gettext_noop("A clue of ours as a STIX 2.1 bundle: a file, or a TAXII collection over HTTPS."),
        True,
    ),
    (
        "liaison.assurance-register",
        gettext_noop("The half-yearly register of the gate: figures and decisions, no person's name."),
        False,
    ),
    (
        "liaison.minutes",
        gettext_noop("Minutes of a meeting in both languages, on paper for both sides to sign."),
        True,
    ),
    (
        "liaison.hotline-log",
        gettext_noop("The hotline's log of some weeks: times, who spoke, matters by code; no words."),
        False,
    ),
    (
        "liaison.operation-report",
        gettext_noop(
            "The report of a controlled delivery: what both sides have said in letters; no exhibit."
        ),
        False,
    ),
)
# The room's places in the navigation: word, address, icon, what one must be able to see, order.
DESTINATIONS: Final = (
    (gettext_noop("Letters"), "liaison:inbox", "mail", Kind.LETTER, 70),
    (gettext_noop("Controlled deliveries"), "liaison:operations", "package", Kind.LETTER, 72),
    (gettext_noop("Liaison office"), "liaison:office", "building", Kind.LETTER, 75),
    (gettext_noop("Partners"), "liaison:partners", "users-group", Kind.PARTNER, 80),
    (gettext_noop("Assurance gate"), "liaison:gate", "gavel", Kind.ASSURANCE, 85),
)


class LiaisonConfig(AppConfig):
    """Registers the room's pages with the frame, and the gate with the one way out."""

    name = "borderlink.liaison"
    label = "liaison"

    def import_models(self) -> None:
        """Load the tables: they lie in several modules."""
        super().import_models()
        tables = ("partners", "letters", "post", "office", "gate", "casework", "delivery", "stix", "files")
        for module in tables:
            import_module(f"{self.name}.models.{module}")

    def ready(self) -> None:
        """Register what the room does in other rooms' acts, and what letters of theirs do here."""
        from borderlink.liaison.actions.effects import register_effect

        for kind, (module, name) in _CASEWORK.items():
            register_effect(kind, _lazily(module, name))
        for name, url_name, icon, kind, order in DESTINATIONS:
            add_destination(Destination(name=name, url_name=url_name, icon=icon, kind=kind, order=order))
        for way, says, persons in WAYS_OUT:
            add_way_out(WayOut(name=way, says=says, persons=persons))
        add_leaving_policy("liaison", _check_leaving)
        add_work("liaison-gate", _void_outdated)
        add_work("liaison-post", _post_work)
        add_work("liaison-stops", _tell_untold)
        add_clearing("liaison", _correct_everywhere)
        add_material("liaison", _letters_of)
        add_work("liaison-holds", _place_asked_hold)
        for slot in ("letter.preview", "letter.aside"):
            add_panel(
                Panel(slot=slot, template="liaison/gate/letter_panel.html", context=_gate_panel, order=50)
            )
        add_panel(
            Panel(
                slot="letter.actions", template="liaison/operations/parts/letter_link.html",
                context=_operation_link,
            )
        )  # fmt: skip
        add_panel(Panel(slot="letter.panels", template=f"{_PARTS}/letter_panel.html", context=_letter_panel))
        for slot, panel in (("letter.panels", _evidence_panel), ("exhibit.panels", _exhibit_panel)):
            template = f"liaison/evidence/{slot.split('.', maxsplit=1)[0]}_panel.html"
            add_panel(Panel(slot=slot, template=template, context=panel, order=40))
        pictures = Panel(
            slot="letter.panels", template="liaison/evidence/files_panel.html", context=_files_panel, order=45
        )
        add_panel(pictures)
        add_panel(Panel(slot="case.panels", template=f"{_PARTS}/case_panel.html", context=_case_panel))
        alike = "liaison/letters/parts/namesakes.html"
        add_panel(Panel(slot="letter.panels", template=alike, context=_letter_namesakes, order=30))
        add_panel(Panel(slot="person.panels", template=f"{_PARTS}/person_panel.html", context=_person_panel))
        add_panel(
            Panel(slot="disclosure.panels", template=f"{_PARTS}/disclosure_panel.html", context=_disclosed)
        )


def _lazily(module: str, name: str) -> "Effect":
    """Return an effect whose module is imported when the first such letter comes."""

    def effect(letter: "Letter", value: Mapping[str, Any], at: datetime) -> None:
        getattr(import_module(f"borderlink.liaison.actions.{module}"), name)(letter, value, at)

    return effect


def _correct_everywhere(cleared: Cleared) -> None:
    from borderlink.liaison.actions.correcting import correct_everywhere

    correct_everywhere(cleared)


def _letters_of(case: str, at: datetime) -> list[Material]:
    from borderlink.liaison.queries.disclosing import letters_as_material

    return letters_as_material(case, at)


def _place_asked_hold(at: datetime) -> bool:
    from borderlink.liaison.actions.owing import place_asked_hold

    return place_asked_hold(at=at)


def _check_leaving(leaving: Leaving) -> bool:
    from borderlink.liaison.actions.policy import check_leaving

    return check_leaving(leaving)


def _post_work(at: datetime) -> bool:
    from borderlink.liaison.jobs import work_once

    return work_once(at)


def _tell_untold(at: datetime) -> bool:
    from borderlink.liaison.actions.delivering import tell_untold

    return tell_untold(at=at) > 0


def _void_outdated(at: datetime) -> bool:
    from borderlink.liaison.actions.assuring import void_outdated

    return void_outdated(at=at) > 0


def _letter_panel(reader: object, subject: object) -> dict[str, object]:
    from borderlink.liaison.pages.casework import letter_panel

    return letter_panel(reader, subject)


def _letter_namesakes(reader: object, subject: object) -> dict[str, object]:
    from borderlink.liaison.pages.namesakes import letter_panel

    return letter_panel(reader, subject)


def _person_panel(reader: object, subject: object) -> dict[str, object]:
    from borderlink.liaison.pages.namesakes import person_panel

    return person_panel(reader, subject)


def _operation_link(reader: object, subject: object) -> dict[str, object]:
    from borderlink.liaison.pages.operations import operation_link

    return operation_link(reader, subject)


def _evidence_panel(reader: object, subject: object) -> dict[str, object]:
    from borderlink.liaison.pages.evidence import letter_panel

    return letter_panel(reader, subject)


def _exhibit_panel(reader: object, subject: object) -> dict[str, object]:
    from borderlink.liaison.pages.evidence import exhibit_panel

    return exhibit_panel(reader, subject)


def _files_panel(reader: object, subject: object) -> dict[str, object]:
    from borderlink.liaison.pages.files import letter_panel

    return letter_panel(reader, subject)


def _case_panel(reader: object, subject: object) -> dict[str, object]:
    from borderlink.liaison.pages.casework import case_panel

    return case_panel(reader, subject)


def _disclosed(reader: object, subject: object) -> dict[str, object]:
    from borderlink.liaison.pages.casework import disclosure_panel

    return disclosure_panel(reader, subject)


def _gate_panel(reader: object, subject: object) -> dict[str, object]:
    from borderlink.liaison.pages.gate import letter_panel

    return letter_panel(reader, subject)
