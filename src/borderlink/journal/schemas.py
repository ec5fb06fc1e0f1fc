"""Shapes of what comes into and goes out of the journal's pages."""

from dataclasses import dataclass

from django.http import HttpRequest

from borderlink.foundation.who import Reader
from borderlink.journal.domain.views import LineView
from borderlink.language import sentences


class ReadingRequest(HttpRequest):
    """A request whose reader and language the node has found out."""

    reader: Reader
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line with its act in the reader's words."""

    line: LineView
    words: str


def row_of(line: LineView, language: str) -> Row:
    """Return a line ready to be drawn in ``language``."""
    return Row(line=line, words=act_words(line.act, language))


def act_words(act: str, language: str) -> str:
    """Return what an act is called; one that has no words is shown as its code."""
    name = f"act.{act}"
    return sentences.say(name, language, {}, english=sentences.sentences_of("en").get(name, act))
