"""Code words of a controlled delivery: alike on both sides, heard once, never guessed."""

from datetime import timedelta

import pytest

from borderlink.journal.models import JournalLine
from borderlink.language.languages import LANGUAGES
from borderlink.liaison.actions import delivering as acts
from borderlink.liaison.actions.codewords import hear_by_telephone, look_at_words, next_word
from borderlink.liaison.domain import orders as o
from borderlink.liaison.domain.codewords import Said, Word, word_heard, words_of
from borderlink.liaison.domain.delivery import MOST_LEAD, LegState, Stage
from borderlink.liaison.queries.postkeys import me
from borderlink.liaison.refusals import delivery as refused
from tests.liaison.test_order_delivery import HOUR, Scene
from tests.world import NOON, World

pytestmark = pytest.mark.django_db
THEIRS = "MC-POLICE"


@pytest.fixture
def scene(world: World) -> Scene:
    found = Scene(world)
    found.armed()
    return found


def word(scene: Scene, said: Said, leg: str = "", time: int = 1, side: str = THEIRS) -> str:
    """Return a word as it is spoken in English."""
    wanted = (side, said, leg, time)
    found: Word = next(
        one for one in words_of(o.plan_of(scene.plan()))
        if (one.side, one.said, one.leg, one.time) == wanted
    )  # fmt: skip
    return found.text("en")


def hear(scene: Scene, text: str, **more: object) -> None:
    more = {"at": NOON, **more}
    hear_by_telephone(operation=scene.row.uuid, word=text, by=scene.second, **more)  # type: ignore[arg-type]


def their_go(scene: Scene, leg: str, at: object, until: object) -> None:
    facts = {"operation": str(scene.row.uuid), "plan": o.plan_of(scene.plan()).digest, "leg": leg}
    scene.they(o.CdGo(**facts, at=NOON, until=until), at)  # type: ignore[arg-type]


def test_every_word_is_another_and_is_understood_in_every_language(scene: Scene) -> None:
    plan = o.plan_of(scene.plan())
    words = words_of(plan)

    assert len({(one.thing, one.digits) for one in words}) == len(words) > 40
    assert words_of(o.plan_of(scene.plan())) == words
    for language in LANGUAGES:
        assert all(word_heard(plan, one.text(language)) == one for one in words)
    first = words[0]
    assert word_heard(plan, f"  {first.text('vi').upper()[:-4]} {'-'.join(first.digits)} ") == first
    assert word_heard(plan, first.digits) is None
    scene.propose()
    with pytest.raises(refused.NoWords):
        look_at_words(operation=scene.row.uuid, by=scene.by, at=NOON)


def test_a_go_heard_by_telephone_counts_until_its_letter_comes_which_then_rules(scene: Scene) -> None:
    text = word(scene, Said.GO, "L2")
    for wrong, refusal in (
        ("Lotus 0000", refused.WordWrong), (text[:-1], refused.WordWrong),
        (word(scene, Said.STOP, side=me()), refused.WordOurs), (text, refused.WordNeeds),
        (word(scene, Said.HEARD, "L2"), refused.WordWrong),  # we said no GO
    ):  # fmt: skip
        with pytest.raises(refusal):
            hear(scene, wrong)
    assert scene.stage(NOON) is Stage.ARMED

    hear(scene, text, until=NOON + HOUR)

    leg = scene.now(NOON).view.leg("L2")
    assert (scene.stage(NOON), leg.state) == (Stage.GO, LegState.GO)
    assert leg.until <= int((NOON + HOUR).timestamp())
    with pytest.raises(refused.WordUsed):
        hear(scene, text, until=NOON + HOUR)
    half = NOON + HOUR / 2
    their_go(scene, "L2", NOON + HOUR / 4, half)
    assert scene.now(NOON + HOUR / 4).view.leg("L2").until <= int(half.timestamp())
    assert scene.stage(half) is Stage.LAPSED
    assert JournalLine.objects.filter(act="liaison.cd-told").count() == 1


def test_a_letter_that_comes_after_the_end_that_was_told_revives_nothing(scene: Scene) -> None:
    hear(scene, word(scene, Said.GO, "L2"), until=NOON + HOUR / 2)
    late = NOON + HOUR / 2 + timedelta(minutes=1)
    assert scene.stage(late) is Stage.LAPSED

    their_go(scene, "L2", late, NOON + HOUR)

    assert scene.stage(late) is Stage.LAPSED


def test_our_go_counts_once_they_say_by_telephone_that_they_heard_it(scene: Scene) -> None:
    acts.say_go(operation=scene.row.uuid, leg="L1", minutes=30, by=scene.by, at=NOON)
    ours = next_word(scene.now(NOON), Said.GO, "L1")
    assert ours is not None
    assert (ours.side, ours.time) == (me(), 1)

    hear(scene, word(scene, Said.HEARD, "L1"))

    assert scene.now(NOON).view.leg("L1").state is LegState.GO


def test_a_stop_heard_by_telephone_holds_and_gives_way_to_its_letter(scene: Scene) -> None:
    scene.go(NOON)
    hear(scene, word(scene, Said.STOP))
    assert scene.stage(NOON) is Stage.STOPPED
    assert JournalLine.objects.filter(act="liaison.cd-told").count() == 1

    scene.they(o.CdStop(operation=str(scene.row.uuid), why="CDW-LOST", at=NOON), NOON)

    (held,) = scene.now(NOON).folded.stops
    assert (held.why, held.phone) == ("CDW-LOST", 0)
    scene.propose(operation=str(scene.row.uuid))
    scene.agreed()
    assert scene.stage(NOON) is Stage.AGREED


def test_with_clocks_ten_minutes_off_either_way_a_go_told_by_telephone_outlives_no_clock(
    scene: Scene,
) -> None:
    at = NOON + timedelta(hours=25)  # no letter for a day: how far their clock is ahead nobody has measured

    hear(scene, word(scene, Said.GO, "L2"), until=at + HOUR, at=at)

    assert scene.now(at).view.leg("L2").until == int((at + HOUR).timestamp()) - MOST_LEAD
    with pytest.raises(refused.ClocksApart):
        hear(scene, word(scene, Said.GO, "L1"), until=at + timedelta(minutes=20), at=at)
