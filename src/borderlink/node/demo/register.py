"""Every deed that a node of the story can be asked for, by name."""

from typing import Final

from borderlink.node.demo import abroad, deeds, figures, operation, police

_ROOMS: Final = (deeds, operation, police, abroad, figures)
DEEDS: Final = {deed.__name__: deed for room in _ROOMS for deed in room.DEEDS}
