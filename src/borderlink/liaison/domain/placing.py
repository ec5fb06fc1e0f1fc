"""Where an envelope stands on its link: what comes twice, what is missing, what cannot both be true.

A sender numbers its envelopes to us from 1 without a gap and names in each the digest of the one before. So
the same number or letter with other bytes, or two that do not follow each other, show that the sender signed
two histories: *equivocation*. A restored sender begins a new epoch; what it sealed in an earlier one may
still come by a hand-carried file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from borderlink.foundation.envelope import Header


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView:
    """What we hold of one sender, as far as it concerns the envelopes in hand.

    ``epoch``: theirs, empty before their first envelope; ``contiguous``: held without a gap up to here;
    ``digests``: of held envelopes of this epoch by seq, at least ``seq - 1`` and ``seq`` of each in hand and
    everything above ``contiguous``; ``previous``: what held envelopes name as the one before, by their seq,
    at least for ``seq + 1``; ``letters``: digest of the envelope that a letter came in, whatever its epoch;
    ``past``: held digests by seq for each earlier epoch, at least those in hand.
    """

    epoch: str = ""
    contiguous: int = 0
    digests: Mapping[int, str] = field(default_factory=dict)
    previous: Mapping[int, str] = field(default_factory=dict)
    letters: Mapping[str, str] = field(default_factory=dict)
    past: Mapping[str, Mapping[int, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Placed:
    """New, and next in line: with it everything up to ``contiguous`` is held."""

    contiguous: int


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Held already, to the byte: its receipts are sent again, nothing else happens."""


@dataclass(frozen=True, slots=True)
class Equivocation:
    """Signed against what its sender signed before: ``what`` is letter, seq, previous, next, lost-record."""

    what: str


@dataclass(frozen=True, slots=True)
class NewEpoch:
    """New, and the first that is seen of an epoch.

    ``contiguous`` in it is 1 or, with others missing before, 0. ``linked``: it names as previous the last
    envelope that we held without a gap of the epoch before, or there was none; else the sender has forgotten
    some of what it sent us, or we have not received all.
    """

    contiguous: int
    linked: bool


@dataclass(frozen=True, slots=True)
class PastEpoch:
    """New, but of an epoch that the sender has left: taken in, while the link stays where it is."""


@dataclass(frozen=True, slots=True)
class Gap:
    """New, while envelopes before it are missing: ``from_seq`` to ``to_seq``, both included."""

    from_seq: int
    to_seq: int


Place: TypeAlias = "Placed | Duplicate | Equivocation | NewEpoch | PastEpoch | Gap"


def place(link: LinkView, header: Header, digest: str) -> Place:
    """Return where an envelope stands on the link of its sender."""
    held = link.letters.get(header.letter)
    if held is not None:
        return Duplicate() if held == digest else Equivocation("letter")
    if header.epoch != link.epoch and header.epoch not in link.past:
        return _new_epoch(link, header)
    current = header.epoch == link.epoch
    digests = link.digests if current else link.past[header.epoch]
    wrong = _contradiction(digests, link.previous if current else {}, header, digest)
    if wrong or not current:
        return Equivocation(wrong) if wrong else PastEpoch()
    if header.seq <= link.contiguous:
        return Equivocation("lost-record")
    return _onwards(link, header.seq)


def _contradiction(
    digests: Mapping[int, str], previous: Mapping[int, str], header: Header, digest: str
) -> str:
    """Return which of the sender's own words the envelope contradicts, or nothing."""
    seq = header.seq
    if seq in digests:  # under another letter, or place() would have known it
        return "seq"
    if digests.get(seq - 1, header.previous) != header.previous:
        return "previous"
    return "next" if previous.get(seq + 1, digest) != digest else ""


def _new_epoch(link: LinkView, header: Header) -> NewEpoch:
    tip = link.digests.get(link.contiguous, "")
    first = header.seq == 1
    return NewEpoch(contiguous=1 if first else 0, linked=first and header.previous == tip)


def _onwards(link: LinkView, seq: int) -> Placed | Gap:
    """Return how far the link is whole with ``seq`` added to it."""
    if seq != link.contiguous + 1:
        missing = seq - 1
        while missing in link.digests:
            missing -= 1
        return Gap(link.contiguous + 1, missing) if missing > link.contiguous else Placed(link.contiguous)
    while seq + 1 in link.digests:
        seq += 1
    return Placed(seq)
