"""`borderlink liaison delivery`: a controlled delivery from the command line, STOP first of all."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from borderlink.foundation.who import Reader
    from borderlink.liaison.queries.delivery import Standing

STEPS = {"left": "LEFT", "arrived": "ARRIVED", "lapsed": "LAPSED"}
_OPERATION = click.argument("operation", metavar="OPERATION")
_BADGE = click.option("--badge", required=True, help="The officer who acts, by badge.")
_FOLDER = click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="The node's folder, else BORDERLINK_FOLDER.",
)
_LEG = click.option("--leg", required=True, help="The leg, as in the plan: L1.")


def _officer(badge: str, folder: Path | None) -> "Reader":
    """Open the node and return the officer in whose name is acted."""
    from django.apps import apps

    if not apps.ready:
        click.get_current_context().find_root().obj(folder)
    from borderlink.liaison.commands.post import officer_named
    from borderlink.officers.queries import reader_of

    return reader_of(officer_named(badge))


def _now() -> datetime:
    return datetime.now(UTC)


@click.group()
def delivery() -> None:
    """Plan controlled deliveries with a partner, say GO and STOP, see how they stand."""


@delivery.command()
@_OPERATION
@click.option("--why", default="CDW-OTHER", show_default=True, help="A code of the list cd_stop_reason.")
@_BADGE
@_FOLDER
def stop(operation: str, why: str, badge: str, folder: Path | None) -> None:
    """Order STOP of OPERATION. It holds at once, here; asks nothing."""
    by = _officer(badge, folder)
    from borderlink.liaison.actions.delivering import stop as order

    told = order(operation=operation, why=why, by=by, at=_now())
    click.echo("stopped; on its way" if told else "stopped; NOT ON ITS WAY: tell the other side by telephone")


@delivery.command("list")
@_BADGE
@_FOLDER
def list_operations(badge: str, folder: Path | None) -> None:
    """List the operations that the officer may see, and the stage of each."""
    by, at = _officer(badge, folder), _now()
    from borderlink.liaison.queries.delivery import operations_of, standing_of

    for row in operations_of(by):
        click.echo(f"{row.uuid}\t{row.partner.code}\t{standing_of(row, at).view.stage.value}")


@delivery.command()
@_OPERATION
@_BADGE
@_FOLDER
def show(operation: str, badge: str, folder: Path | None) -> None:
    """Show how OPERATION stands now, as one JSON line: stage, plan, STOP orders, each leg and its time."""
    by, at = _officer(badge, folder), _now()
    from borderlink.liaison.queries.delivery import operation_of, standing_of

    click.echo(json.dumps(_told(standing_of(operation_of(by, operation), at), int(at.timestamp()))))


def _told(now: "Standing", at: int) -> dict[str, object]:
    folded = now.folded
    legs = [
        {
            "leg": one.leg.leg, "state": one.state.value, "until": one.until, "renew_at": one.renew_at,
            "seconds_left": max(0, one.until - at) if one.state.value == "go" else 0, "left": one.has_left,
        }
        for one in now.view.legs
    ]  # fmt: skip
    return {
        "operation": str(now.row.uuid), "partner": now.row.partner.code, "stage": now.view.stage.value,
        "plan": folded.plan.digest if folded.plan else "",
        "proposed": folded.proposed.digest if folded.proposed else "", "signed_by": sorted(folded.signed_by),
        "armed": sorted(folded.armed), "legs": legs, "untold_stops": now.untold,
        "stops": [{"side": one.side, "by": one.by, "at": one.at, "why": one.why} for one in folded.stops],
    }  # fmt: skip


@delivery.command()
@click.argument("partner")
@click.argument("plan", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--operation", default="", help="An operation whose plan is replaced; else a new one begins.")
@_BADGE
@_FOLDER
def propose(partner: str, plan: Path, operation: str, badge: str, folder: Path | None) -> None:
    """Sign the PLAN (a JSON file: until, substitution, sides, legs) first, and send it to PARTNER.

    Prints the operation's number. STOP orders that hold are named in the plan: both signatures end them.
    """
    by = _officer(badge, folder)
    from borderlink.liaison.actions.delivering import propose_plan

    try:
        value = json.loads(plan.read_bytes()[: 64 << 10])
    except ValueError:
        raise click.UsageError("the plan is not JSON") from None
    row = propose_plan(partner=partner, value=value, operation=operation, by=by, at=_now())
    click.echo(str(row.uuid))


@delivery.command()
@_OPERATION
@click.option("--digest", required=True, help="Of the plan that you have read: as `show` prints it.")
@_BADGE
@_FOLDER
def agree(operation: str, digest: str, badge: str, folder: Path | None) -> None:
    """Sign the plan that the other side has proposed for OPERATION."""
    by = _officer(badge, folder)
    from borderlink.liaison.actions.delivering import agree_plan

    agree_plan(operation=operation, digest=digest, by=by, at=_now())


@delivery.command("arm")
@_OPERATION
@_BADGE
@_FOLDER
def arm_operation(operation: str, badge: str, folder: Path | None) -> None:
    """Report that our people and means stand ready for OPERATION."""
    by = _officer(badge, folder)
    from borderlink.liaison.actions.delivering import arm

    arm(operation=operation, by=by, at=_now())


@delivery.command()
@_OPERATION
@_LEG
@click.option("--minutes", required=True, type=int, help="How long it holds, from now on.")
@_BADGE
@_FOLDER
def go(operation: str, leg: str, minutes: int, badge: str, folder: Path | None) -> None:
    """Say GO for a leg of OPERATION, or renew it. It counts once the other side has heard it."""
    by = _officer(badge, folder)
    from borderlink.liaison.actions.delivering import say_go

    say_go(operation=operation, leg=leg, minutes=minutes, by=by, at=_now())


@delivery.command()
@_OPERATION
@_LEG
@_BADGE
@_FOLDER
def heard(operation: str, leg: str, badge: str, folder: Path | None) -> None:
    """Report that we heard the other side's GO for a leg of OPERATION."""
    by = _officer(badge, folder)
    from borderlink.liaison.actions.delivering import hear_go

    hear_go(operation=operation, leg=leg, by=by, at=_now())


@delivery.command()
@_OPERATION
@_LEG
@click.option("--step", required=True, type=click.Choice(sorted(STEPS)))
@_BADGE
@_FOLDER
def report(operation: str, leg: str, step: str, badge: str, folder: Path | None) -> None:
    """Report that a leg of OPERATION left, arrived, or that its GO lapsed here."""
    by = _officer(badge, folder)
    from borderlink.liaison.actions.delivering import report_leg
    from borderlink.liaison.domain.delivery import Step

    report_leg(operation=operation, leg=leg, step=Step[STEPS[step]], by=by, at=_now())
