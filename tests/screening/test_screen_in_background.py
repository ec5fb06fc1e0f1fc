"""The worker: it may die at any step, and nothing is lost or doubled."""

import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from borderlink.screening.jobs import work_once
from borderlink.screening.models.referrals import Load, Referral, Step
from tests.guards import lift_guards
from tests.screening.scenes import manifest, receive, screened, work
from tests.world import NOON, World


class PowerCut(BaseException):
    """The machine stops in the middle."""


def state_of(load: Load) -> dict[str, object]:
    """Return everything a screening leaves behind, but the times of its attempts."""
    load.refresh_from_db()
    rows = load.referrals.order_by("waybill").values_list(
        "waybill", "score", "selection", "reasons", "linked"
    )
    folder = settings.BORDERLINK.folder / "parcels" / f"dt={load.on.isoformat()}"
    return {
        "load": (load.state, load.parcels, load.quarantined, load.below_cut),
        "referrals": list(rows),
        "steps": Step.objects.filter(referral__load=load).count(),
        "files": sorted(path.name for path in folder.glob(f"{load.number}*")),
    }


@pytest.mark.parametrize("stage", ["reading", "linking", "scoring", "recording"])
def test_a_screening_cut_off_at_any_step_is_finished_by_the_next_one(world: World, stage: str) -> None:
    amina = world.reader(world.amina)
    load = receive(amina, manifest())

    def cut(now: str, _progress: float) -> None:
        if now == stage:
            raise PowerCut

    with pytest.raises(PowerCut):
        work_once(NOON, told=cut)
    load.refresh_from_db()
    cut_off = (load.state, Referral.objects.count())
    work()

    assert cut_off == ("screening", 0)
    finished = state_of(load)
    lift_guards()
    load.referrals.all().delete()
    Load.objects.filter(pk=load.pk).update(state="received")
    work()
    assert state_of(load) == finished
    assert load.attempts == 3


def test_a_worker_killed_with_its_lock_leaves_the_work_to_the_next_one(world: World) -> None:
    load = receive(world.reader(world.amina), manifest())
    lock = settings.BORDERLINK.folder / "screening.lock"
    holder = _hold(lock)

    busy = work_once(NOON)
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    free = work_once(NOON)

    load.refresh_from_db()
    assert (busy, free, load.state) == (False, True, "done")


def _hold(lock: Path) -> "subprocess.Popen[bytes]":
    program = (
        "import fcntl, sys, time; file = open(sys.argv[1], 'w'); fcntl.flock(file, fcntl.LOCK_EX);"
        "print('held', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen([sys.executable, "-c", program, str(lock)], stdout=subprocess.PIPE)
    assert holder.stdout
    holder.stdout.readline()
    holder.stdout.close()
    return holder


def test_there_is_one_worker_at_a_time(world: World) -> None:
    receive(world.reader(world.amina), manifest())

    with (settings.BORDERLINK.folder / "screening.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert work_once(NOON) is False


def test_nothing_to_do_is_said(world: World) -> None:
    screened(world.reader(world.amina))

    assert work_once(NOON) is False


def test_a_load_that_breaks_the_worker_again_and_again_is_refused_and_others_go_on(world: World) -> None:
    amina = world.reader(world.amina)
    bad = receive(amina, manifest(50, with_tea=False, prefix="BAD"))
    good = receive(amina, manifest(50, with_tea=False, prefix="GOOD"))
    Load.objects.filter(pk=bad.pk).update(attempts=5, state="screening")

    work()

    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, bad.refusal["code"]) == ("refused", "screening.broke-off")
    assert good.state == "done"


def test_a_broken_file_of_rules_refuses_the_load_with_its_sentence(world: World) -> None:
    rules = settings.BORDERLINK.folder / "rules.toml"
    rules.write_text("this is no rule file")
    amina = world.reader(world.amina)
    try:
        load = screened(amina, manifest())
    finally:
        rules.unlink()

    again = screened(amina, manifest())

    assert (load.state, load.refusal["code"]) == ("refused", "screening.rule-not-understood")
    assert again.state == "done"
