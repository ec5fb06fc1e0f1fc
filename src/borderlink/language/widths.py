"""How wide a text is on a page: a Han character is twice as wide as a letter."""

from typing import Final

_WIDE_FROM: Final = "\u1100"  # the first Hangul letter: from there on scripts are set in squares


def cut(text: str, most: int) -> str:
    """Return text short enough for a box of ``most`` letters, with an ellipsis where it was cut."""
    words, width = "", 0
    for character in text:
        width += 2 if character > _WIDE_FROM else 1
        if width > most:
            return words.rstrip() + "…"
        words += character
    return words
