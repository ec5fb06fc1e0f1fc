"""The carrier's answers in words: the same words for everyone who gets that answer."""

from borderlink.language import sentences
from borderlink.screening.domain.counter import Reply


def say_reply(answer: str, field: str, language: str) -> str:
    """Return an answer as a sentence in a language."""
    facts = {"field": field} if answer == Reply.ASK else {}
    return sentences.say(f"screening.reply.{answer}", language, facts)
