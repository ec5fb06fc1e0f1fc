"""The pages of a controlled delivery: what they show, what they refuse and why, and STOP in any state."""

import re
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from zoneinfo import ZoneInfo

import pytest

from borderlink.liaison.domain import orders as o
from borderlink.liaison.domain.codewords import Said, Word, words_of
from borderlink.liaison.models.delivery import Operation
from borderlink.liaison.models.letters import Letter
from borderlink.officers.queries import Officer
from tests.liaison.test_order_delivery import Scene
from tests.world import World, signed_in

pytestmark = pytest.mark.django_db


class Desk:
    """Our liaison officer at the pages, by the machine's clock, and the partner's node beyond."""

    def __init__(self, world: World) -> None:
        self.scene = Scene(world, at=datetime.now(UTC))
        self.page = signed_in(Officer.objects.get(badge=self.scene.by.badge))

    def typed(self, **more: str) -> dict[str, object]:
        until = (datetime.now(UTC) + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
        return {
            "partner": "MC-POLICE", "until": until, "lead": "ours", "substitution": "CDU-PART",
            "costs": "CDK-OWN", "cut_off": ["CDC-SIGHT"], "evidence": ["CDE-PHOTO", "CDE-VIDEO"],
            "ours_authority": "刑事诉讼法", "ours_reference": "31号",
            "ours_go": f"{self.scene.by.badge}，GX-7", "ours_officers": "GX-7 GX-8",
            "theirs_authority": "BLTTHS", "theirs_reference": "77", "theirs_go": "QN-204",
            "leg0-start": "东兴", "leg0-start_country": "CN", "leg0-end": "Bắc Luân II",
            "leg0-end_country": "VN", "leg0-end_point": "21.5391, 107.9703", "leg0-minutes": "60",
            "leg0-agency": "ours", "leg0-on_stop": "CDM-SEIZE", "leg0-on_lapse": "CDM-HOLD",
            "leg0-surveillance": "CDV-EYES", "leg0-watch": "ours", "leg0-taker": "theirs",
            **self.row(1, end="Hải Phòng"), **self.row(2), **self.row(3), **more,
        }  # fmt: skip

    @staticmethod
    def row(place: int, end: str = "") -> dict[str, str]:
        usual = {
            "start_country": "CN", "end_country": "VN", "agency": "theirs", "watch": "theirs",
            "taker": "theirs", "on_stop": "CDM-SEIZE", "on_lapse": "CDM-HOLD", "surveillance": "CDV-EYES",
            "minutes": "60", "end": end,
        }  # fmt: skip
        return {f"leg{place}-{name}": value for name, value in usual.items()}

    def propose(self) -> None:
        answer = self.page.post("/liaison/operations/new/", self.typed())
        assert answer.status_code == HTTPStatus.FOUND, answer.content.decode()
        self.scene.row = Operation.objects.get()

    def at(self, name: str = "") -> str:
        return f"/liaison/operations/{self.scene.row.uuid}/{name}"

    def text(self, name: str = "") -> str:
        answer = self.page.get(self.at(name))
        assert answer.status_code == HTTPStatus.OK
        return answer.content.decode()

    def act(self, name: str, **data: str) -> int:
        return self.page.post(self.at(f"{name}/"), data).status_code

    def go(self) -> None:
        """Bring the operation to a GO for the first leg that the partner has heard."""
        self.scene.agreed(datetime.now(UTC))
        assert self.act("arm") == HTTPStatus.FOUND
        self.scene.report("CDT-ARMED", datetime.now(UTC))  # they store no letter before it was sent
        self.scene.two.put()
        assert self.act("go", leg="L1", minutes="60") == HTTPStatus.FOUND
        go = self.scene.row.events.get(kind="cd_go")
        self.scene.report("CDT-HEARD", datetime.now(UTC), "L1", str(go.letter))


@pytest.fixture
def desk(world: World) -> Desk:
    found = Desk(world)
    assert "op-unknown" in found.page.get("/liaison/operations/").content.decode()
    found.propose()
    return found


def test_a_plan_is_written_read_back_and_shown_on_a_chart(desk: Desk) -> None:
    plan = desk.scene.plan()
    text = desk.text()

    assert [leg["leg"] for leg in plan["legs"]] == ["L1", "L2"]
    assert plan["legs"][1]["start"] == "Bắc Luân II"
    assert plan["legs"][1]["start_at"] == plan["legs"][0]["end_at"]
    assert (plan["sides"][0]["go"], plan["sides"][0]["officers"]) == (
        [desk.scene.by.badge, "GX-7"], ["GX-7", "GX-8"],
    )  # fmt: skip
    assert o.plan_of(plan).digest in text
    assert len(re.findall('class="op-stretch"', text)) == 1  # the first leg is a kilometre long, the map wide
    assert 'value="77"' in desk.text("plan/")
    wrong = desk.page.post(
        "/liaison/operations/new/", desk.typed(**{"leg0-end_point": "north", "leg2-start": "?"})
    )
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert wrong.content.decode().count("bl-field-error") == 2


def test_the_board_counts_by_the_nodes_clock_and_says_what_is_to_be_done(desk: Desk) -> None:
    desk.go()
    board = desk.text("live/")
    assert re.search(r"(?<!\d)0:5\d:\d\d", board)
    assert 'data-op-stage="go"' in board
    listed = desk.page.get("/liaison/operations/live/").content.decode()
    assert "bl-state-release" in listed

    desk.scene.they(
        o.CdStop(operation=str(desk.scene.row.uuid), why="CDW-LOST", at=datetime.now(UTC)), datetime.now(UTC)
    )

    thread = desk.scene.row.thread
    inbox = desk.page.get("/liaison/letters/").content.decode()
    assert f"控制下交付行动{thread.reference}" in inbox  # by its reference, never by what programs compare
    assert "L1 (东兴 → Bắc Luân II)" in inbox
    assert str(desk.scene.row.uuid) not in inbox
    board = desk.text("live/")
    assert 'data-op-stage="stopped"' in board
    assert "op-must" in board
    assert not re.search(r"(?<!\d)0:5\d:\d\d", board)
    refused = desk.page.post(desk.at("go/"), {"leg": "L1", "minutes": "60"})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "delivery.stopped" in refused.content.decode()


def test_what_the_partner_has_not_got_is_told_with_its_word(desk: Desk) -> None:
    desk.scene.agreed(datetime.now(UTC))
    partner = desk.scene.two.partner
    partner.state = "paused"
    partner.save(update_fields=["state"])

    told = desk.page.post(desk.at("stop/"), {"why": "no such"}, headers={"X-Borderlink-Stop": "1"})

    assert told.json() == {"stopped": True, "told": False}
    board = desk.text("live/")
    assert "op-tell-stop" in board
    assert "op-word" in board
    assert Letter.objects.get(kind="cd_stop").state == "draft"
    words = desk.text("words/")
    said = re.search(r'op-word">([^<]+)<', board)
    assert said is not None
    assert said[1] in words


def _is_their_go(word: Word) -> bool:
    return (word.side, word.said, word.leg, word.time) == ("MC-POLICE", Said.GO, "L2", 1)


def test_a_word_is_entered_on_the_page_and_a_wrong_one_stands_refused_beside_it(desk: Desk) -> None:
    desk.go()
    wrong = desk.page.post(desk.at("hear/"), {"word": "Lotus 0000"})
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "delivery.word-wrong" in wrong.content.decode()
    assert desk.page.get(desk.at("hear/")).status_code == HTTPStatus.FOUND  # as the language switch
    go = next(one for one in words_of(o.plan_of(desk.scene.plan())) if _is_their_go(one))
    told = {"word": go.text("vi"), "until": "", "zone": "Asia/Ho_Chi_Minh", "speaker": ""}
    assert "delivery.word-needs" in desk.page.post(desk.at("hear/"), told).content.decode()
    until = (datetime.now(UTC) + timedelta(minutes=40)).astimezone(ZoneInfo("Asia/Ho_Chi_Minh"))
    entered = desk.page.post(desk.at("hear/"), told | {"until": until.strftime("%H:%M")})
    assert entered.status_code == HTTPStatus.FOUND
    assert (
        len(re.findall(r"(?<!\d)0:[345]\d:\d\d", desk.text("live/"))) == 3
    )  # both legs, and the first to end


def test_who_is_not_of_the_office_finds_nothing(desk: Desk, world: World) -> None:
    outsider = signed_in(world.chidi)
    pages = ["", "live/", "acts/", "plan/", "words/"]
    seen = [outsider.get(desk.at(name)).status_code for name in pages]
    seen += [outsider.post(desk.at(name), {}).status_code for name in ("stop/", "agree/", "report/", "hear/")]

    assert set(seen) <= {HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN}


def test_the_report_leaves_by_the_one_way_out_as_a_paper_in_both_languages(desk: Desk) -> None:
    assert desk.page.post(desk.at("report/")).status_code != HTTPStatus.OK  # nothing is agreed yet
    desk.go()

    answer = desk.page.post(desk.at("report/"))

    assert answer.status_code == HTTPStatus.OK
    assert answer.content.startswith(b"%PDF")
