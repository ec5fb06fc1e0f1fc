"""The states of partners, letters and envelopes, and what may follow what."""

from enum import StrEnum
from typing import Final


class PartnerState(StrEnum):
    """How far a partner is trusted. Letters pass only while ``PINNED``."""

    PROPOSED = "proposed"  # keys entered, the ceremony not yet held
    PINNED = "pinned"
    PAUSED = "paused"  # nothing is sealed; something was wrong or an officer said so
    ENDED = "ended"


class Direction(StrEnum):
    """Whether we wrote a letter or they did."""

    IN = "in"
    OUT = "out"


class LetterState(StrEnum):
    """How far a letter has come. Of an incoming letter: ``ARRIVED`` onwards."""

    DRAFT = "draft"
    ASKED = "asked"  # a second officer must approve it
    SEALED = "sealed"  # in the outbox
    STORED = "stored"  # over there, by signed receipt
    VALIDATED = "validated"
    REFUSED = "refused"  # over there, with a code
    NOT_UNDERSTOOD = "not-understood"  # over there, stored until their program knows it
    OPENED = "opened"  # by an officer
    ANSWERED = "answered"
    UNDELIVERED = "undelivered"  # expired on its way
    DROPPED = "dropped"  # a draft that was not sent
    ARRIVED = "arrived"  # here, not opened yet
    CLOSED = "closed"  # here, nothing is left to do


class Posted(StrEnum):
    """How far an envelope of ours has come."""

    WAITING = "waiting"
    STORED = "stored"
    REFUSED = "refused"
    EXPIRED = "expired"  # given up; whether it came all the same, they say


class Arrived(StrEnum):
    """What was made of an envelope of theirs."""

    APPLIED = "applied"
    WAITS = "waits"  # for an earlier letter of its thread
    REFUSED = "refused"
    QUARANTINED = "quarantined"  # signed and stored, not understood
    GIVEN_UP = "given-up"  # its sender said so before it came: it has no effect any more


class Lane(StrEnum):
    """Which queue a letter stands in: STOP never waits behind a batch."""

    STOP = "stop"
    URGENT = "urgent"
    NORMAL = "normal"
    BULK = "bulk"


LANES: Final = (Lane.STOP, Lane.URGENT, Lane.NORMAL, Lane.BULK)  # in the order in which they leave


class FileState(StrEnum):
    """How far a file of evidence has come, ours to them or theirs to us."""

    DRAFT = "draft"  # ours: its letter has not left yet
    GOING = "going"  # ours: its letter has left
    COMING = "coming"  # theirs
    WHOLE = "whole"  # the receiver has all of it, and it is the file that the letter names
    REFUSED = "refused"
