"""Refused: letters that are not in the form of their type, a partner's or a draft of ours."""

from borderlink.foundation.refusals import Refusal


class LetterTypeUnknown(Refusal):
    """No letter of this type is known here: it is kept until a newer program knows it."""

    code = "letters.unknown-type"
    says = "Letters of the type {kind} are not known here."
    advice = "The letter is kept as it came. It is read again when this node's program has been updated."


class LetterVersionNewer(Refusal):
    """The partner's program writes this type in a newer version."""

    code = "letters.newer-version"
    says = "The letter is a {kind, label, letter_type} in version {version}; this node reads version {known}."
    advice = "The letter is kept as it came. Update this node's program, or ask for version {known}."


class LetterShapeWrong(Refusal):
    """A part of the letter is missing, of another kind, or has no place in the form of its type."""

    code = "letters.shape"
    says = "The letter is not in the form of its type: {path} breaks the rule {rule}."
    advice = "Correct that part. Of a partner's letter: tell them the place, so that they send it again."
