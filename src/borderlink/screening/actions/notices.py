"""Carriers are told of holds and releases: a row for each webhook, tried by the worker until it is taken."""

import secrets
import uuid
from datetime import datetime

from django.conf import settings
from django.db import transaction

from borderlink.foundation.who import Reader
from borderlink.journal.actions import note
from borderlink.officers.queries import Holder
from borderlink.screening.actions.belt import needs_inspector
from borderlink.screening.adapters.calling import FORBIDDEN, addresses_of, call
from borderlink.screening.domain.notices import (
    Network,
    body_of,
    is_address,
    may_go,
    networks_from,
    next_attempt,
    secret_of,
    signature,
)
from borderlink.screening.models.counter import Delivery, Hold, Webhook
from borderlink.screening.queries import counter
from borderlink.screening.refusals.counter import CompanyUnknown, WebhookInside, WebhookNotUsable

TAKEN = range(200, 300)
NODE = "node"  # who calls: nobody told it to just now


def add_webhook(*, company: str, url: str, by: Reader, at: datetime) -> tuple[Webhook, str]:
    """Enter where a carrier is told, and return it with the secret that it verifies notices by: shown once.

    Refuses: ``NotAllowed``, ``CompanyUnknown``, ``WebhookNotUsable``, ``WebhookInside``: also a name that
    leads inside now. One that nobody knows now is taken: each notice asks again.
    """
    needs_inspector(by, "screening.add-webhook")
    if company not in counter.companies_at(by, trial=True):
        raise CompanyUnknown(company=company)
    if not is_address(url.strip()):
        raise WebhookNotUsable(url=url.strip()[:120])
    if not may_go(url.strip(), addresses_of(url.strip()), _inside()):
        raise WebhookInside(url=url.strip()[:120])
    return _add(company, url.strip(), by=by, at=at)


def _inside() -> tuple[Network, ...]:
    """Return the internal networks to which notices may go."""
    chosen = settings.BORDERLINK
    return networks_from(chosen.webhook_networks, demo=chosen.is_demo)


@transaction.atomic
def _add(company: str, url: str, *, by: Reader, at: datetime) -> tuple[Webhook, str]:
    hook = Webhook.objects.create(
        number=f"W-{secrets.token_hex(6)}", company=company, url=url, at=at, by=by.badge
    )
    note(
        act="screening.add-webhook",
        subject=f"company {company}",
        facts={"webhook": hook.number},
        by=by.badge,
        at=at,
    )
    return hook, secret_of(str(settings.SECRET_KEY), hook.number)


@transaction.atomic
def end_webhook(*, number: str, by: Reader, at: datetime) -> None:
    """Stop telling a carrier there. Refuses: ``NotAllowed``, ``CompanyUnknown``."""
    needs_inspector(by, "screening.end-webhook")
    hook = next((row for row in counter.webhooks(by) if row.number == number), None)
    if hook is None:
        raise CompanyUnknown(company=number)
    hook.ended_at = at
    hook.save(update_fields=["ended_at"])
    note(
        act="screening.end-webhook",
        subject=f"company {hook.company}",
        facts={"webhook": number},
        by=by.badge,
        at=at,
    )


def tell_company(hold: Hold, kind: str, *, at: datetime) -> None:
    """Put a notice of a hold or release on its way; part of the act, in its transaction."""
    facts = {"hold": hold.number, "waybill": hold.waybill, "expires_at": hold.expires_at.isoformat()}
    event = str(uuid.uuid4())
    body = body_of(event, kind, facts, at)
    Delivery.objects.bulk_create(
        Delivery(event=event, webhook=hook, body=body, at=at, next_at=at)
        for hook in counter.webhooks_of(hold.company)
    )


def deliver_next(*, at: datetime) -> bool:
    """Try one notice; say whether there was one. The call stands in no transaction."""
    due = counter.due_delivery(at)
    if due is None:
        return False
    secret = secret_of(str(settings.SECRET_KEY), due.webhook.number)
    due.status = call(due.webhook.url, due.body, signature(secret, due.body, at), inside=_inside())
    due.attempts += 1
    if due.status == FORBIDDEN and due.attempts == 1:
        facts = {"webhook": due.webhook.number}
        subject = f"company {due.webhook.company}"
        note(act="screening.webhook-inside", subject=subject, facts=facts, alert=True, by=NODE, at=at)
    due.taken_at = at if due.status in TAKEN else None
    due.next_at = None if due.taken_at else next_attempt(due.attempts, at)
    due.save(update_fields=["status", "attempts", "taken_at", "next_at"])
    return True


@transaction.atomic
def replay_notices(*, since: datetime, by: Holder, at: datetime) -> int:
    """Send a carrier's notices again, for instance after its own outage; return how many.

    A sandbox key has those of test waybills sent again, and no others.
    """
    rows = Delivery.objects.filter(webhook__company=by.company, webhook__ended_at=None, at__gte=since)
    count = rows.filter(counter.of_sandbox(by.sandbox, body=True)).update(
        next_at=at, attempts=0, taken_at=None
    )
    facts: dict[str, str | int] = {"events": count}
    if by.sandbox:
        return count
    note(act="screening.replay", subject=f"company {by.company}", facts=facts, by=by.number, at=at)
    return count
