"""What ``leave_node`` asks this room: may it leave for where it goes, under which approval."""

from dataclasses import replace
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from borderlink.foundation.slots import Leaving, Recipient
from borderlink.liaison.domain.assurance import Grade
from borderlink.liaison.domain.gate import Approved, Asked, judge
from borderlink.liaison.domain.states import Direction, PartnerState
from borderlink.liaison.models.gate import APPROVED, Assurance, Passage
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.queries import gating
from borderlink.liaison.queries.letters import UNFINISHED
from borderlink.liaison.refusals.gate import ApprovalMissing, NotOurLetter, PartnerNotOpen

LETTER: Final = "liaison.letter"


@transaction.atomic
def check_leaving(leaving: Leaving) -> bool:
    """Let something leave for a partner or abroad, or refuse; True: an approval of the gate decided it.

    A letter is always judged, whatever its door says of it. Beside letters, what tells of a person passes to
    a partner or abroad only by an approval, which it uses up; what stays at home a commander releases.
    Refuses: ``NotOurLetter``, ``PartnerNotOpen`` and what ``judge`` refuses.
    """
    if leaving.way == LETTER or leaving.letter:
        check_letter(leaving)
        return True
    if not leaving.persons:
        return False
    partner = gating.partner_named(leaving.to)
    if partner is None and not _goes_abroad(leaving):
        return False
    if partner is None and leaving.recipient is Recipient.PARTNER:
        raise PartnerNotOpen(partner=leaving.to[:40])
    _check_paper(leaving, partner)
    return True


def _goes_abroad(leaving: Leaving) -> bool:
    """Say whether the door knows that something goes abroad: by what it does, or by the country said."""
    own = str(settings.BORDERLINK.country)
    return leaving.recipient is not Recipient.UNSAID or leaving.country not in {"", own}


def check_letter(leaving: Leaving) -> None:
    """Let a letter of ours leave by its own bytes. Refuses: ``NotOurLetter`` and what ``judge`` refuses."""
    row = _letter_of(leaving)
    partner = row.thread.partner
    _must_be_open(partner)
    if not gating.says_what_it_is(row):
        raise NotOurLetter
    asked = gating.asked_of_letter(row)
    setting = gating.setting_of(partner, author=row.author, at=leaving.at)
    _pass(leaving, asked, judge(asked, setting), letter=row.uuid)


def _letter_of(leaving: Leaving) -> Letter:
    """Return the draft that leaves, locked: its row holds the very bytes that will be sealed."""
    rows = Letter.objects.select_for_update(of=("self",)).select_related("thread", "thread__partner")
    try:
        row = rows.filter(uuid=UUID(leaving.letter)).first()
    except ValueError:
        row = None
    ours = row is not None and row.direction == Direction.OUT.value and row.state in UNFINISHED
    if row is None or not ours or leaving.to != row.thread.partner.code or leaving.way != LETTER:
        raise NotOurLetter
    return row


def _must_be_open(partner: Partner) -> None:
    if partner.state != PartnerState.PINNED.value:
        raise PartnerNotOpen(partner=partner.code)


def _check_paper(leaving: Leaving, partner: Partner | None) -> None:
    """Let a file, a print or an exhibit leave by an approval that names it and this recipient."""
    if partner is not None:
        _must_be_open(partner)
    recipient = partner.code if partner else leaving.to.strip()
    rows = Assurance.objects.select_for_update().filter(
        way=leaving.way, subject=leaving.subject, recipient=recipient, state=APPROVED, used_at=None
    )
    if partner is None and leaving.country:  # an approval without a country took the worst: it covers any
        rows = rows.filter(country__in=["", leaving.country])
    row = rows.order_by("-decided_at", "-pk").first()
    if row is None:
        raise ApprovalMissing(partner=recipient, persons=leaving.count, grade=Grade.SENIOR.value)
    asked = gating.asked_of_paper(row, leaving)
    setting = gating.setting_of(partner, row=row, author=leaving.by, least=Grade.SENIOR, at=leaving.at)
    passed = judge(
        asked, replace(setting, approvals=[gating.approved(row, gating.country_of(row), leaving.at)])
    )
    _pass(leaving, asked, passed, row=row)


def _pass(
    leaving: Leaving,
    asked: Asked,
    passed: Approved | None,
    *,
    letter: UUID | None = None,
    row: Assurance | None = None,
) -> None:
    """Note what passed and by which approval, and use the approval up."""
    used = row or _row_of(asked, passed)
    if used is not None:
        used.used_at = leaving.at
        used.save(update_fields=["used_at"])
    Passage.objects.create(
        subject=leaving.subject, letter=letter, way=leaving.way, kind=asked.kind, recipient=asked.partner,
        digest=asked.digest, people=len(asked.people), assurance=used, by=leaving.by, at=leaving.at,
    )  # fmt: skip


def _row_of(asked: Asked, passed: Approved | None) -> Assurance | None:
    if passed is None:
        return None
    rows = Assurance.objects.select_for_update().filter(
        subject=asked.subject, recipient=asked.partner, state=APPROVED, used_at=None, void_at=None
    )
    return rows.filter(digest=passed.digest, decided_by=passed.decided_by).order_by("-pk").first()
