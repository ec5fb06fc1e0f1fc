"""`borderlink liaison delivery`: a controlled delivery from the command line, STOP first of all."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from borderlink.liaison.commands.machine import FOLDER, officer_for, open_node

if TYPE_CHECKING:
    from borderlink.foundation.who import Reader
    from borderlink.liaison.queries.delivery import Operation

STEPS = ("arrived", "lapsed", "left")
_OPERATION = click.argument("operation", metavar="OPERATION")
_BADGE = click.option(
    "--badge",
    required=True,
    help="The officer in whose name you act, by badge; the journal says that you do.",
)
_LEG = click.option("--leg", required=True, help="The leg, as in the plan: L1.")


def _officer(badge: str, folder: Path | None) -> "Reader":
    """Open the node and return the officer in whose name is acted."""
    open_node(folder)
    from borderlink.officers.queries import reader_of

    return reader_of(officer_for(badge))


def _now() -> datetime:
    return datetime.now(UTC)


@click.group()
def delivery() -> None:
    """Plan controlled deliveries with a partner, say GO and STOP, see how they stand.

    Nobody signs in at the command line: each command acts for the officer whose badge it is given, and the
    journal names both the officer and the machine's account. Each act but `propose` and `stop` prints how the
    operation stands after it, as `show` does.
    """


@delivery.command()
@_OPERATION
@click.option("--why", default="CDW-OTHER", show_default=True, help="A code of the list cd_stop_reason.")
@_BADGE
@FOLDER
def stop(operation: str, why: str, badge: str, folder: Path | None) -> None:
    """Order STOP of OPERATION. It holds at once, here; asks nothing."""
    by = _officer(badge, folder)
    from borderlink.liaison.actions.delivering import stop as order

    told = order(operation=operation, why=why, by=by, at=_now())
    click.echo("stopped; on its way" if told else "stopped; NOT ON ITS WAY: tell the other side by telephone")


@delivery.command("list")
@_BADGE
@FOLDER
def list_operations(badge: str, folder: Path | None) -> None:
    """List the operations that the officer may see, and the stage of each."""
    by, at = _officer(badge, folder), _now()
    from borderlink.liaison.actions.looking import look_at_list
    from borderlink.liaison.queries.delivery import operations_of, standing_of

    rows = operations_of(by)
    look_at_list(what="operations", count=len(rows), by=by, at=at)
    for row in rows:
        click.echo(f"{row.uuid}\t{row.partner.code}\t{standing_of(row, at).view.stage.value}")


@delivery.command()
@_OPERATION
@_BADGE
@FOLDER
def show(operation: str, badge: str, folder: Path | None) -> None:
    """Show how OPERATION stands now, as one JSON line: stage, plan, STOP orders, each leg and its time."""
    by, at = _officer(badge, folder), _now()
    from borderlink.liaison.actions.looking import look_at_operation
    from borderlink.liaison.queries.delivery import operation_of

    row = operation_of(by, operation)
    look_at_operation(operation=str(row.uuid), by=by, at=at)
    _say(row, at)


def _say(row: "Operation", at: datetime) -> None:
    """Print how an operation stands, as one line."""
    from borderlink.liaison.queries.delivery import standing_of

    now = standing_of(row, at)
    folded, seconds = now.folded, int(at.timestamp())
    legs = [
        {
            "leg": one.leg.leg, "state": one.state.value, "until": one.until, "renew_at": one.renew_at,
            "seconds_left": max(0, one.until - seconds) if one.state.value == "go" else 0,
            "left": one.has_left,
        }
        for one in now.view.legs
    ]  # fmt: skip
    told = {
        "operation": str(row.uuid), "partner": row.partner.code, "stage": now.view.stage.value,
        "plan": folded.plan.digest if folded.plan else "",
        "proposed": folded.proposed.digest if folded.proposed else "", "signed_by": sorted(folded.signed_by),
        "armed": sorted(folded.armed), "legs": legs, "untold_stops": now.untold,
        "stops": [{"side": one.side, "by": one.by, "at": one.at, "why": one.why} for one in folded.stops],
    }  # fmt: skip
    click.echo(json.dumps(told))


@delivery.command()
@click.argument("partner")
@click.argument("plan", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--operation", default="", help="An operation whose plan is replaced; else a new one begins.")
@_BADGE
@FOLDER
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
@click.option("--digest", required=True, help="Of the plan that you have read: its letter says it.")
@_BADGE
@FOLDER
def agree(operation: str, digest: str, badge: str, folder: Path | None) -> None:
    """Sign the plan that the other side has proposed for OPERATION."""
    by, at = _officer(badge, folder), _now()
    from borderlink.liaison.actions.delivering import agree_plan

    _say(agree_plan(operation=operation, digest=digest, by=by, at=at), at)


@delivery.command("arm")
@_OPERATION
@_BADGE
@FOLDER
def arm_operation(operation: str, badge: str, folder: Path | None) -> None:
    """Report that our people and means stand ready for OPERATION."""
    by, at = _officer(badge, folder), _now()
    from borderlink.liaison.actions.delivering import arm

    _say(arm(operation=operation, by=by, at=at), at)


@delivery.command()
@_OPERATION
@_LEG
@click.option("--minutes", required=True, type=int, help="How long it holds, from now on.")
@_BADGE
@FOLDER
def go(operation: str, leg: str, minutes: int, badge: str, folder: Path | None) -> None:
    """Say GO for a leg of OPERATION, or renew it. It counts once the other side has heard it."""
    by, at = _officer(badge, folder), _now()
    from borderlink.liaison.actions.delivering import say_go

    _say(say_go(operation=operation, leg=leg, minutes=minutes, by=by, at=at), at)


@delivery.command()
@_OPERATION
@_LEG
@_BADGE
@FOLDER
def heard(operation: str, leg: str, badge: str, folder: Path | None) -> None:
    """Report that we heard the other side's GO for a leg of OPERATION."""
    by, at = _officer(badge, folder), _now()
    from borderlink.liaison.actions.delivering import hear_go

    _say(hear_go(operation=operation, leg=leg, by=by, at=at), at)


@delivery.command()
@_OPERATION
@_LEG
@click.option("--step", required=True, type=click.Choice(STEPS), help="What is the case.")
@_BADGE
@FOLDER
def report(operation: str, leg: str, step: str, badge: str, folder: Path | None) -> None:
    """Report that a leg of OPERATION left, arrived, or that its GO lapsed here."""
    by, at = _officer(badge, folder), _now()
    from borderlink.liaison.actions.delivering import report_leg
    from borderlink.liaison.domain.delivery import Step

    _say(report_leg(operation=operation, leg=leg, step=Step[step.upper()], by=by, at=at), at)
