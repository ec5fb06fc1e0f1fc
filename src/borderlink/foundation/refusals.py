"""A refusal is an expected no: a code, a sentence, an advice and the facts they name."""

from typing import ClassVar


class Refusal(Exception):  # noqa: N818 - named for the fact, not for the mechanism
    """An expected no.

    Every subclass names a fact (``SealDoesNotMatch``) and carries its code, its English sentence
    and its English advice; both are patterns over ``facts``. The same patterns in the other
    languages lie in ``language/data/sentences`` under ``<code>.says`` and ``<code>.advice``.
    What is stored and sent is the code and the facts, never the sentence. ``keep`` says that the
    node journals it when it escapes a page: who asked, for what.
    """

    code: ClassVar[str] = "foundation.refused"
    says: ClassVar[str] = "This was refused."
    advice: ClassVar[str] = "Ask your administrator what the rule is."
    keep: ClassVar[bool] = False

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code)
        self.facts = facts

    def __str__(self) -> str:
        return f"{self.code} {self.facts}" if self.facts else self.code


class NotFound(Refusal):
    """There is no such thing, or it is not this reader's to know: the same words for both."""

    code = "foundation.not-found"
    says = "There is no {thing, label, thing} {name} here, or it is not yours to see."
    advice = "Check the number. If you need it for your work, ask its case officer or your supervisor."
    keep = True


class NotAllowed(Refusal):
    """The reader's roles do not carry this act; ``act`` names it, like `officers.grant-role`."""

    code = "foundation.not-allowed"
    says = "Your roles do not allow this."
    advice = "Ask an officer who holds the role, or an administrator to grant it."
    keep = True


def every_refusal() -> list[type[Refusal]]:
    """Return every refusal class defined so far, sorted by code. Import the rooms first."""
    found: set[type[Refusal]] = set()
    waiting: list[type[Refusal]] = [Refusal]
    while waiting:
        parent = waiting.pop()
        found.add(parent)
        waiting.extend(parent.__subclasses__())
    return sorted(found, key=lambda refusal: refusal.code)
