"""Every deed that a node of the story can be asked for, by name."""

from typing import Final

from borderlink.node.demo import deeds, figures, operation, police

DEEDS: Final = {deed.__name__: deed for room in (deeds, operation, police, figures) for deed in room.DEEDS}
