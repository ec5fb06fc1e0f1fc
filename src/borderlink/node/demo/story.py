"""The tea case from the manifest to the fire: each step acts through the same actions as the pages do."""

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.utils import timezone

from borderlink.node.demo.border import count_letters, exchange_clue, meet, tell_sydney
from borderlink.node.demo.court import burn, close_books, draw_up, judge, order_campaign, reckon
from borderlink.node.demo.delivered import ahead, arrest_both, deliver, hear_sydney
from borderlink.node.demo.evidence import (
    analyse,
    furnish,
    leave_open,
    open_the_case,
    seize_the_tea,
    store,
    weigh_and_sample,
)
from borderlink.node.demo.handover import ask_abroad, hand_over, weigh_out
from borderlink.node.demo.nodes import PAIR
from borderlink.node.demo.parcels import (
    count,
    find_tea,
    hear_laboratory,
    invent_manifest,
    load_manifest,
    look_from_outside,
    open_tea,
)
from borderlink.node.demo.told import Step, Told

# Name of the step, its English sentence, and what it does. The other languages hold the same names.
STEPS: Final[tuple[tuple[str, str, Step], ...]] = (
    ("demo.manifest", "A manifest of {parcels, number} invented parcels comes in.", invent_manifest),
    (
        "demo.screened",
        "The inspector loads it; {referrals, number} of {parcels, number} parcels are referred.",
        load_manifest,
    ),
    ("demo.linked", "{parcels, number} parcels of tea are linked to one receiver at one address.", find_tea),
    (
        "demo.opened",
        "{parcels, number} parcels are opened before a second officer; the test shows methamphetamine.",
        open_tea,
    ),
    ("demo.keys", "{keys, number} people have a signing key, certified by another.", furnish),
    ("demo.ordered", "A campaign against drugs in the mail is ordered, until {until, date}.", order_campaign),
    (
        "demo.case",
        "Case {case} is opened; {parcels, number} parcels go from inspection to investigation, both sign.",
        open_the_case,
    ),
    (
        "demo.pinned",
        "{pairs, number} pairs of nodes pin each other: two officers each, sixty digits read aloud.",
        meet,
    ),
    ("demo.seized", "{exhibits, number} exhibits are seized before a witness.", seize_the_tea),
    (
        "demo.weighed",
        "{mass_g, mass} are weighed by the rule in force; {samples, number} samples are taken and sealed.",
        weigh_and_sample,
    ),
    (
        "demo.analysed",
        "The laboratory reports on {samples, number} samples: {pure_g, mass} pure.",
        analyse,
    ),
    ("demo.laboratory", "The outcome of {parcels, number} parcels is confirmed by it.", hear_laboratory),
    (
        "demo.second",
        "A second case, {case}, begins: {exhibits, number} bags of rock sugar wait to be weighed.",
        leave_open,
    ),
    ("demo.stored", "{exhibits, number} exhibits go to the evidence room.", store),
    (
        "demo.clue",
        "Dongxing's clue ({score} points) is read in Vietnamese in Mong Cai, answered, and led to 3 kg.",
        exchange_clue,
    ),
    ("demo.tea-clue", "The tea clue ({score} points) is read in English in Sydney.", tell_sydney),
    (
        "demo.status",
        "Sydney opens case {case}; its gate lets the suspect's name leave only once a commander approves.",
        hear_sydney,
    ),
    (
        "demo.delivered",
        "A substitute is delivered under control over {legs, number} legs: {events, number} signed steps.",
        deliver,
    ),
    (
        "demo.arrested",
        "{people, number} people are arrested on both sides on {on, date}; Sydney's minister lets it leave.",
        arrest_both,
    ),
    ("demo.requested", "Sydney asks for {mass_g, mass} as evidence, by mutual legal assistance.", ask_abroad),
    (
        "demo.weighed-out",
        "{mass_g, mass} are weighed out on the finer balance and sealed as {exhibit}.",
        weigh_out,
    ),
    (
        "demo.handed-over",
        "{mass_g, mass} are offered, carried, weighed again in Sydney and accepted there as {exhibit}.",
        hand_over,
    ),
    (
        "demo.letters",
        "{letters, number} letters came to their readers; {receipts, number} signed receipts came back.",
        count_letters,
    ),
    (
        "demo.outsider",
        "An inspector of another station asks for {parcels, number} of them and learns nothing.",
        look_from_outside,
    ),
    ("demo.figures", "The figures count {opened, number} opened, {hits, number} with drugs.", count),
    (
        "demo.dossier",
        "A dossier is verified: {anchored, number} with the fingerprint known, {unanchored, number} without.",
        draw_up,
    ),
    ("demo.judged", "Months pass; on {on, date} the judgments on both sides are final.", judge),
    (
        "demo.burnt",
        "{burnt_g, mass} are weighed again and burnt before a witness; {residual_g, mass} are unexplained.",
        burn,
    ),
    (
        "demo.campaign",
        "The campaign's page counts {cases, number} cases, {arrested, number} arrested, {net_g, mass}.",
        reckon,
    ),
    ("demo.journal", "The journals of both sides are whole: {lines, number} lines here.", close_books),
)


def tell(told: Told, say: Callable[[str, str, Mapping[str, object], float], None]) -> None:
    """Walk the steps in order; ``say`` hears each step's name, English sentence, facts and seconds."""
    for name, english, act in STEPS:
        if act is exchange_clue and PAIR[0] not in told.near().nodes:
            continue
        began = time.perf_counter()
        facts = act(told)
        say(name, english, facts, time.perf_counter() - began)
    told.figures["agency"] = settings.BORDERLINK.agency


def behind() -> timedelta:
    """Return how far the story begins behind the machine's clock."""
    return ahead(timezone.now())
