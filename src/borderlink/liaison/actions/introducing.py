"""How this node introduces itself: the file and the page that a partner gets, the record of a ceremony."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction

from borderlink.foundation.introductions import Introduction, introduce
from borderlink.foundation.letterkeys import LetterKeys, SignedLetterKeys
from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note
from borderlink.liaison.adapters.paper import Side, ceremony_page
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.queries import ownkeys
from borderlink.liaison.queries.partners import need_dealer, newest_keys, partner_of, root_of

_LANGUAGES: Final = ("zh-Hans", "vi", "en")


def own_introduction(at: datetime) -> Introduction:
    """Return this node's introduction with the letter keys in force. Refuses: ``NoLetterKeys``."""
    folder = settings.BORDERLINK.folder
    return introduce(
        ownkeys.root(folder), ownkeys.in_force(folder, int(at.timestamp())), own_names(),
        signer=ownkeys.signer(folder),
    )  # fmt: skip


def own_names() -> dict[str, str]:
    """Return this agency's names by language, as partners will show them."""
    told = {language: settings.BORDERLINK.agency_name(language) for language in _LANGUAGES}
    return {language: name[:120] for language, name in told.items() if name}


@transaction.atomic
def give_introduction(*, by: str, at: datetime) -> bytes:
    """Return the file by which this node introduces itself. It holds public keys and names, no person.

    ``by`` is a badge, or `node` for the operator. Refuses: ``NoLetterKeys``.
    """
    introduction = own_introduction(at)
    keys = introduction.keys.keys
    facts: dict[str, str | int] = {"root": introduction.fingerprint(), "version": keys.version}
    note(act="liaison.give-introduction", subject=f"node {keys.node}", facts=facts, by=by, at=at)
    return introduction.to_bytes()


@transaction.atomic
def print_own_page(*, by: Reader, at: datetime) -> bytes:
    """Return the page that our side reads aloud from, as PDF. Refuses: ``NotAllowed``, ``NoLetterKeys``."""
    need_dealer(by, "liaison.print-ceremony")
    return _printed([_our_side(at)], by, at)


@transaction.atomic
def print_record(*, code: str, by: Reader, at: datetime) -> bytes:
    """Return the record of a ceremony that was held, with both roots, to be signed by both sides.

    Refuses: ``NotAllowed``, ``NotFound`` for a partner that was never pinned, ``NoLetterKeys``.
    """
    need_dealer(by, "liaison.print-ceremony")
    partner = partner_of(by, code)
    kept = newest_keys(partner)
    if kept is None:
        raise NotFound(thing="partner", name=code)
    keys = SignedLetterKeys.from_bytes(bytes(kept.document)).keys
    return _printed([_our_side(at), _their_side(partner, keys)], by, at)


def _our_side(at: datetime) -> Side:
    introduction = own_introduction(at)
    return Side(
        names=tuple(own_names().values()), fingerprint=introduction.fingerprint(),
        keys=introduction.keys.keys, is_ours=True,
    )  # fmt: skip


def _their_side(partner: Partner, keys: LetterKeys) -> Side:
    return Side(
        names=(partner.name_zh, partner.name_vi, partner.name_en), fingerprint=root_of(partner).fingerprint(),
        keys=keys, is_ours=False,
    )  # fmt: skip


def _printed(sides: Sequence[Side], by: Reader, at: datetime) -> bytes:
    subject = f"partner {sides[-1].keys.agency}" if len(sides) > 1 else f"node {sides[0].keys.node}"
    note(act="liaison.print-ceremony", subject=subject, by=by.badge, at=at)
    return ceremony_page(sides, at=at)
