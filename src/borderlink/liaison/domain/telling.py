"""A letter in its reader's language: whole sentences from codes and numbers, the notes as they were written.

Nothing is translated by a machine: a note stays in its language and says so. A code that no list here knows
is told as one of a newer list; a fact that a letter does not hold is not spoken of.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from borderlink.liaison.domain.matters import MATTERS
from borderlink.liaison.domain.wording import Facts, Reader, Sentence, subjects

ABOUT: Final = "LSC-ABOUT"
CHANNEL: Final = "LSC-CHANNEL"
HANDLING: Final = "LSC-HANDLING"
GRADE: Final = "LSC-GRADE"
ASSURANCE: Final = "LSC-ASSURANCE"

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Note:
    """Free words of the writer, in their language; ``untranslated`` says that the reader's is another."""

    text: str
    language: str
    untranslated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A letter as one reader sees it. ``sentences`` stand in the order of reading, each with its section."""

    title: str
    sentences: tuple[Sentence, ...]
    notes: tuple[Note, ...]

    def sections(self) -> Mapping[str, tuple[str, ...]]:
        """Return the sentences by section, in the order in which the sections first speak."""
        found: dict[str, tuple[str, ...]] = {}
        for sentence in self.sentences:
            found[sentence.section] = (*found.get(sentence.section, ()), sentence.text)
        return found


def tell(body: Body, language: str, zone: str = "UTC") -> Told:
    """Return a letter's body, in the form of its type, told in a language; times in the reader's ``zone``."""
    reader = Reader(language, zone)
    sentences = [sentence for part in _PARTS for sentence in part(body, reader)]
    return Told(
        title=reader.words("title", kind=body["type"], reference=body["reference"]),
        sentences=tuple(sentences),
        notes=tuple(_note(row, language) for row in body["notes"]),
    )


def _note(row: Facts, language: str) -> Note:
    return Note(row["text"], row["language"], untranslated=row["language"] != language)


def _matter(body: Body, reader: Reader) -> Iterator[Sentence]:
    """Yield what this type of letter asks or tells, then what it is about."""
    yield from MATTERS[body["type"]](body["facts"], reader)
    if body["type"] != "training_nomination":
        yield from subjects(body["facts"], reader)


def _about(body: Body, reader: Reader) -> Iterator[Sentence]:
    author = body["author"]
    at = reader.moment(body["written_at"])
    yield reader.say("from", ABOUT, badge=author["badge"], office=author["office"], at=at)
    yield reader.say("urgency", ABOUT, urgency=body["urgency"])
    yield reader.say("number", ABOUT, letter=body["letter"], thread=body["thread"])
    for name, pattern in (("reply_to", "reply-to"), ("after", "after")):
        if body[name]:
            yield reader.say(pattern, ABOUT, letter=body[name])


def _grade(body: Body, reader: Reader) -> Iterator[Sentence]:
    grade = body["grade"]
    if grade is None:
        return
    names = ("scheme", "source", "information")
    yield reader.say("grade", GRADE, **{name: grade[name] for name in names})
    if origin := grade["mapped_from"]:
        yield reader.say("mapped", GRADE, **{name: origin[name] for name in names})


def _handling(body: Body, reader: Reader) -> Iterator[Sentence]:
    """Yield what the reader may do with the letter."""
    terms = body["handling"]
    yield reader.say("handling", HANDLING, scheme=terms["scheme"], code=terms["code"])
    yield reader.say("evidence-use", HANDLING, use=terms["evidence_use"])
    if terms["purposes"]:
        yield reader.say("purposes", HANDLING, items=reader.labels(terms["purposes"]))
    passing = "may-pass-to" if terms["may_pass_to"] else "may-not-pass"
    yield reader.say(passing, HANDLING, agencies=terms["may_pass_to"])
    yield reader.say("ask-before-action" if terms["ask_before_action"] else "need-not-ask", HANDLING)
    for name, pattern in (("expires", "expires"), ("delete_by", "delete-by")):
        if terms[name]:
            yield reader.say(pattern, HANDLING, on=date.fromisoformat(terms[name]))


def _channel(body: Body, reader: Reader) -> Iterator[Sentence]:
    route = body["channel"]
    basis, article = route["basis"], route["article"]
    yield reader.say("channel", CHANNEL, code=route["code"], basis=basis, article=article)
    for name, pattern in (("own_reference", "own-reference"), ("their_reference", "their-reference")):
        if route[name]:
            yield reader.say(pattern, CHANNEL, reference=route[name])


def _assurance(body: Body, reader: Reader) -> Iterator[Sentence]:
    """Yield what stands between a person and a death sentence, and which consents cover the letter."""
    for row in body["assurance"]:
        yield from _assured(row, reader)
    if body["consents"]:
        yield reader.say("consents", ASSURANCE, digests=body["consents"])


def _assured(row: Facts, reader: Reader) -> Iterator[Sentence]:
    person = row["person"]

    def told(name: str, **facts: object) -> Sentence:
        return reader.say(name, ASSURANCE, person=person, **facts)

    yield told("assurance", **{name: row[name] for name in ("status", "penalty", "assurance")})
    giver, reference, on = row.get("giver", ""), row.get("reference", ""), row.get("on", "")
    if giver or reference or on:
        day = date.fromisoformat(on) if on else None
        yield told("assurance-given", giver=giver, reference=reference, on=day)
    if row.get("expires"):
        yield told("assurance-expires", on=date.fromisoformat(row["expires"]))
    grade, decision = row.get("decided_by", ""), row.get("decision", "")
    if grade or decision:
        yield told("assurance-decided", grade=grade, decision=decision)
    if factors := row.get("factors"):
        yield told("assurance-factors", items=reader.labels(factors))
    if "exculpatory" in row:
        yield told("exculpatory", known="yes" if row["exculpatory"] else "no")


_PARTS: Final[tuple[Callable[[Body, Reader], Iterator[Sentence]], ...]] = (
    _matter, _grade, _handling, _channel, _assurance, _about,
)  # fmt: skip
