"""The tea case from the manifest to the fire: each step acts through the same actions as the pages do."""

import time
from collections.abc import Callable, Mapping
from typing import Final

from django.conf import settings

from borderlink.node.demo.border import count_letters, exchange_clue, meet, tell_sydney
from borderlink.node.demo.court import burn, draw_up, judge
from borderlink.node.demo.evidence import (
    analyse,
    furnish,
    leave_open,
    open_the_case,
    seize_the_tea,
    store,
    weigh_and_sample,
)
from borderlink.node.demo.nodes import PAIR
from borderlink.node.demo.parcels import (
    check_journal,
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
        "demo.letters",
        "{letters, number} letters came to their readers; {receipts, number} signed receipts came back.",
        count_letters,
    ),
    (
        "demo.analysed",
        "The laboratory reports on {samples, number} samples: {pure_g, mass} pure.",
        analyse,
    ),
    ("demo.laboratory", "The outcome of {parcels, number} parcels is confirmed by it.", hear_laboratory),
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
    ("demo.judged", "Months pass; the judgment of {on, date} is final.", judge),
    (
        "demo.burnt",
        "{burnt_g, mass} are weighed again and burnt before a witness; {residual_g, mass} are unexplained.",
        burn,
    ),
    ("demo.journal", "The journal's {lines, number} lines are whole.", check_journal),
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
