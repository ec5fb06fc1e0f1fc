"""What a draft's forms can choose among: from the partner's terms, the thread, the letter it answers."""

from typing import Final

from borderlink.foundation.who import Reader
from borderlink.language import codes, numbers
from borderlink.liaison.domain.states import Direction
from borderlink.liaison.domain.terms import SCHEMES, Terms
from borderlink.liaison.forms.letters.shapes import Offered
from borderlink.liaison.pages.words import partner_name, zone_here
from borderlink.liaison.queries.letters import Letter, body_of, letter_of, letters_to_name
from borderlink.liaison.queries.partners import Partner, calendars_of, partners_of

Choices = list[tuple[str, str]]
# Which kinds can follow a letter of theirs, the likeliest first; every letter can be asked about.
ANSWERS: Final = {
    "clue": ("answer", "feedback", "rfi", "consent_request"),
    "answer": ("rfi", "consent_request"),
    "feedback": ("rfi", "consent_request"),
    "rfi": ("answer",),
    "hold_request": ("answer",),
    "evidence_request": ("answer", "rfi"),  # an offer is made from the exhibit
    "deconfliction": ("deconfliction",),
    "preservation_request": ("preservation_done",),
    "consent_request": ("consent",),
    "erasure_request": ("erasure_done",),
}
AFTERWARDS: Final = ("correction", "withdrawal", "erasure_request")  # about a letter of ours
BEGUN: Final = (
    "clue", "rfi", "deconfliction", "preservation_request", "hold_request", "evidence_request",
    "training_nomination",
)  # fmt: skip


def offered_for(reader: Reader, letter: Letter, language: str) -> Offered:
    """Return what a draft's forms can choose among."""
    partner = letter.thread.partner
    terms = Terms.from_value(partner.terms)
    ours, theirs = _letters(letter, language)
    return Offered(
        zones=(zone_here(), partner.time_zone), countries=calendars_of(partner), language=language,
        bases=_bases(terms, language), handling=_handling(terms, language),
        agencies=_agencies(reader, partner, language), ours=ours, theirs=theirs,
        asked=_asked(reader, letter, language), answers=letter.reply_to is not None,
        request=str(letter.reply_to or ""),
    )  # fmt: skip


def _bases(terms: Terms, language: str) -> Choices:
    found = []
    for one in terms.bases:
        words = " ".join(part for part in (one.instrument, one.article) if part)
        named = f"{codes.label(one.channel, language, 'letter_channel')} · {words}"
        found.append((f"{one.channel}|{one.instrument}|{one.article}", named))
    return found


def _handling(terms: Terms, language: str) -> Choices:
    """Return the codes that the partner keeps, the closest first."""
    return [
        (f"{one.scheme}|{code}", _handling_words(code, language))
        for one in terms.handling
        for code in reversed(SCHEMES.get(one.scheme, ()))
        if terms.permits_handling(one.scheme, code)
    ]


def _handling_words(code: str, language: str) -> str:
    row = codes.find(code, "handling")
    short = row.aliases[0] if row and row.aliases else code
    words = codes.label(code, language, "handling")
    return words if words.startswith(short) else f"{short} · {words}"


def _agencies(reader: Reader, partner: Partner, language: str) -> Choices:
    others = [one for one in partners_of(reader) if one.code != partner.code]
    return [(one.code, partner_name(one, language)) for one in others]


def _letters(letter: Letter, language: str) -> tuple[Choices, Choices]:
    """Return our letters and theirs that a draft can name, as choices."""
    named = [(one.direction, (str(one.uuid), letter_words(one, language))) for one in letters_to_name(letter)]
    ours = [choice for way, choice in named if way == Direction.OUT.value]
    return ours, [choice for way, choice in named if way == Direction.IN.value]


def letter_words(letter: Letter, language: str) -> str:
    """Return how a letter is called in a list of choices: its kind and when it was sent."""
    when = letter.sent_at or letter.made_at
    kind = codes.label(letter.kind, language, "letter_type")
    return f"{kind} · {numbers.datetime(when, language, zone_here())}"


def _asked(reader: Reader, letter: Letter, language: str) -> Choices:
    """Return what the letter that is answered asks: questions, items, exhibits, or actions."""
    if letter.reply_to is None:
        return []
    facts = body_of(letter_of(reader, letter.reply_to)).get("facts", {})
    found = [(row["ref"], codes.label(row["ask"], language, "action")) for row in facts.get("questions", [])]
    found += [
        (row["ref"], codes.label(row["data"], language, "preserved_data")) for row in facts.get("items", [])
    ]
    found += [
        (f"A{place}", codes.label(code, language, "action"))
        for place, code in enumerate(facts.get("actions", []), 1)
    ]
    found += [(f"A{place}", exhibit) for place, exhibit in enumerate(facts.get("exhibits", []), 1)]
    return [(ref, f"{ref} · {words}") for ref, words in found] or [("A1", "A1")]


def kinds_for(letter: Letter) -> tuple[str, ...]:
    """Return the kinds of letter that can follow one: answers to theirs, corrections of ours."""
    if letter.direction == Direction.IN.value:
        kinds = ANSWERS.get(letter.kind, ("rfi",))
        told = letter.kind == "clue" and letter.answered_at is not None
        return ("feedback", *(kind for kind in kinds if kind != "feedback")) if told else kinds
    if letter.sent_at is None:
        return ()
    return (("hold_release",) if letter.kind == "hold_request" else ()) + AFTERWARDS
