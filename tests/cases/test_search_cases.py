"""Search across scripts, the indexes, questions between units: nothing of a case that is not the reader's."""

import ast
import inspect

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderlink.cases.actions.asking import (
    answer_elsewhere,
    ask_elsewhere,
    list_organisations,
    list_questions,
    list_suspects,
    search_cases,
)
from borderlink.cases.actions.deciding import close_case
from borderlink.cases.actions.erasing import erase_case
from borderlink.cases.actions.opening import Source, open_case
from borderlink.cases.actions.people import (
    Party,
    Standing,
    add_identifier,
    add_name,
    add_organisation,
    add_person,
    strike_person,
)
from borderlink.cases.actions.writings import key_older_names
from borderlink.cases.domain import search as ranking
from borderlink.cases.domain.alike import Known
from borderlink.cases.domain.search import How, keys_of, match
from borderlink.cases.models.asked import DeconflictionHit
from borderlink.cases.models.nominal import Name, NameKey
from borderlink.cases.queries import figures, registers, seizures, writings
from borderlink.cases.queries import search as searching
from borderlink.cases.queries.alike import namesakes
from borderlink.cases.queries.asked import asked_by_us, asked_of_us
from borderlink.cases.queries.search import Hit
from borderlink.cases.refusals.file import ReasonMissing
from borderlink.cases.refusals.register import AlreadyAnswered, WordsTooShort
from borderlink.foundation.refusals import NotAllowed, NotFound
from borderlink.foundation.who import Role
from borderlink.journal.models import JournalLine, Opening
from borderlink.officers.queries import Officer
from tests.cases.scenes import PACK, hire, investigator, opened
from tests.world import NOON, World


def enter(world: World, case: str, name: str, by: Officer | None = None) -> int:
    person = add_person(
        case=case, party=Party(name=name), by=world.reader(by or investigator(world)), at=NOON
    )
    return person.pk


def found(world: World, words: str, officer: Officer | None = None) -> list[Hit]:
    return search_cases(words=words, why="a test", by=world.reader(officer or investigator(world)), at=NOON)


def nansha_case(world: World, officer: Officer) -> str:
    by = world.reader(officer)
    return open_case(title="N", unit="GZ-NANSHA", pack=PACK, source=Source.HAND, by=by, at=NOON).number


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "words", "how"),
    [
        ("林一凡", "林一凡", How.SAME),
        ("林一凡", "一凡", How.WHOLE),
        ("林一凡", "林一", How.WHOLE),
        ("Nguyễn Văn Hùng", "nguyen van hung", How.SAME),
        ("NGUYỄN VĂN HÙNG", "Nguyễn", How.WHOLE),
        ("Đặng Thị Nở", "dang thi no", How.SAME),
        ("Ｑｕｉｌｌ Harrow", "quill harrow", How.SAME),
        ("Harrow Quill", "quill harrow", How.ALL),
        ("Straße Weiß", "strasse weiss", How.SAME),
    ],
)
def test_a_name_is_found_across_width_case_marks_and_order(
    world: World, name: str, words: str, how: How
) -> None:
    enter(world, opened(world).number, name)

    (hit,) = found(world, words)

    assert (hit.best.text, hit.best.how) == (name, how)


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["阮文雄", "Nguyen Van Hung", "RUAN, Wenxiong", "Hùng Văn Nguyễn"])
def test_a_name_is_found_in_another_script_and_the_reason_is_told(world: World, words: str) -> None:
    case = opened(world).number
    for name in ("Nguyễn Văn Hùng", "阮文强", "Mara Quill"):
        enter(world, case, name)

    (hit,) = [hit for hit in found(world, words) if hit.best.how is not How.SOME]

    assert hit.label == "P01"
    assert hit.best.text == "Nguyễn Văn Hùng"


@pytest.mark.django_db
def test_a_name_older_than_all_that_are_compared_is_found_by_its_keys_and_an_older_node_gets_them(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, kofi = opened(world).number, world.reader(investigator(world))
    for name in ("Nguyễn Văn Hùng", "阮文强", "Mara Quill", "Osei Vale"):
        enter(world, case, name)
    monkeypatch.setattr(writings, "COMPARED", 2)

    def labels() -> tuple[list[str], list[str]]:
        known = Known(names=["阮文雄"], numbers=[], addresses=[])
        hits = [hit.label for hit in found(world, "阮文雄") if hit.best.how is How.OTHER]
        return hits, [one.label for one in namesakes(kofi, known)]

    assert labels() == (["P01"], ["P01"])
    NameKey.objects.all().delete()
    Name.objects.update(keyed=0)
    assert labels() == ([], [])
    assert (key_older_names(), key_older_names()) == (4, 0)
    assert labels() == (["P01"], ["P01"])


@pytest.mark.django_db
def test_what_is_the_same_ranks_before_what_only_contains_it(world: World) -> None:
    case = opened(world).number
    for name in ("Osei Vale-Marsh", "Osei Vale", "Oseri Vales"):
        enter(world, case, name)

    assert [hit.best.text for hit in found(world, "osei vale")] == [
        "Osei Vale",
        "Osei Vale-Marsh",
        "Oseri Vales",
    ]


@pytest.mark.django_db
def test_another_name_and_a_number_lead_to_the_same_person(world: World) -> None:
    case, kofi = opened(world).number, world.reader(investigator(world))
    enter(world, case, "Osei Vale")
    add_name(case=case, owner="P01", text="欧赛", kind="NMK-ALIAS", by=kofi, at=NOON)
    add_identifier(case=case, owner="P01", kind="IDT-PHONE", value="+84 912 345 678", by=kofi, at=NOON)

    assert [hit.label for hit in found(world, "欧赛")] == ["P01"]
    assert [hit.best.kind for hit in found(world, "912 345 678")] == ["identifier"]


@pytest.mark.django_db
def test_an_outsider_finds_nothing_and_a_member_of_another_case_not_even_a_count(world: World) -> None:
    enter(world, opened(world).number, "Osei Vale")
    vera = hire(world, "NS-0001", Role.CASE_OFFICER, unit="nansha")
    enter(world, nansha_case(world, vera), "Mara Quill", vera)

    assert found(world, "osei vale", vera) == []
    suspects = list_suspects(by=world.reader(vera), at=NOON)
    assert suspects.paginator.count == 1
    with pytest.raises(NotAllowed):
        found(world, "osei vale", world.chidi)
    with pytest.raises(NotAllowed):
        list_suspects(by=world.reader(world.chidi), at=NOON)


@pytest.mark.django_db
def test_a_search_asks_a_reason_and_seals_its_words(world: World) -> None:
    opened(world)
    with pytest.raises(ReasonMissing):
        search_cases(words="Osei", why=" ", by=world.reader(investigator(world)), at=NOON)
    with pytest.raises(WordsTooShort):
        found(world, "林")

    found(world, "Osei")  # one word looks like a code, and is sealed all the same

    line = JournalLine.objects.order_by("-sequence").first()
    assert line is not None
    assert line.act == "cases.search"
    assert b"Osei" not in bytes(line.body)
    assert "Osei" in set(Opening.objects.filter(line=line).values_list("value", flat=True))


@pytest.mark.django_db
def test_someone_struck_is_found_and_listed_no_more(world: World) -> None:
    case, kofi = opened(world).number, world.reader(investigator(world))
    enter(world, case, "Osei Vale")
    strike_person(case=case, person="P01", why="another man", by=kofi, at=NOON)

    assert found(world, "osei vale") == []
    assert list_suspects(by=kofi, at=NOON).paginator.count == 0


@pytest.mark.django_db
def test_the_index_of_suspects_leaves_witnesses_out_and_narrows_across_marks(world: World) -> None:
    case, kofi = opened(world).number, world.reader(investigator(world))
    enter(world, case, "Nguyễn Văn Hùng")
    enter(world, case, "Mara Quill")
    witness = Standing(role="ROL-WITNESS")
    add_person(case=case, party=Party(name="Pell Odd"), standing=witness, by=kofi, at=NOON)
    add_organisation(case=case, name="Tea House", kind="BDK-SHOP", by=kofi, at=NOON)

    assert list_suspects(by=kofi, at=NOON).paginator.count == 2
    assert list_suspects(words="nguyen", by=kofi, at=NOON).paginator.count == 1
    assert list_organisations(words="TEA", by=kofi, at=NOON).paginator.count == 1


@pytest.mark.django_db
def test_a_question_names_units_and_never_cases(world: World) -> None:
    vera = hire(world, "NS-0001", Role.CASE_OFFICER, unit="nansha")
    pk, theirs = enter(world, opened(world).number, "Osei Vale"), nansha_case(world, vera)
    enter(world, theirs, "osei  VALE", vera)
    dalia = world.reader(world.dalia)

    ask_elsewhere(person=pk, why="same sender", by=dalia, at=NOON)

    (question,) = asked_by_us(dalia)
    assert [(told.unit, told.answer) for told in question.told] == [("GZ-NANSHA", "")]
    (hit,) = asked_of_us(world.reader(vera))
    answer_elsewhere(hit=hit.pk, answer="Speak to Vera", by=world.reader(vera), at=NOON)
    assert asked_by_us(dalia)[0].told[0].answer == "Speak to Vera"
    with pytest.raises(AlreadyAnswered):
        answer_elsewhere(hit=hit.pk, answer="again", by=world.reader(vera), at=NOON)


@pytest.mark.django_db
def test_the_list_of_questions_names_people_and_so_writes_its_line(world: World) -> None:
    pk = enter(world, opened(world).number, "Osei Vale")
    ask_elsewhere(person=pk, why="same sender", by=world.reader(world.dalia), at=NOON)

    ours, theirs = list_questions(by=world.reader(world.dalia), at=NOON)

    assert ([question.row.person_id for question in ours], theirs) == ([pk], [])
    assert JournalLine.objects.filter(act="cases.list-questions", by=world.dalia.badge).count() == 1
    for outsider in (world.chidi, world.hoa):
        with pytest.raises(NotAllowed):
            list_questions(by=world.reader(outsider), at=NOON)


@pytest.mark.django_db
def test_only_a_commander_of_the_case_asks_and_only_who_knows_answers(world: World) -> None:
    vera = hire(world, "NS-0001", Role.CASE_OFFICER, unit="nansha")
    pk = enter(world, opened(world).number, "Osei Vale")
    enter(world, nansha_case(world, vera), "Osei Vale", vera)
    with pytest.raises(NotAllowed):
        ask_elsewhere(person=pk, why="why", by=world.reader(investigator(world)), at=NOON)
    with pytest.raises(NotFound):
        ask_elsewhere(person=pk, why="why", by=world.reader(vera), at=NOON)
    ask_elsewhere(person=pk, why="why", by=world.reader(world.dalia), at=NOON)

    with pytest.raises(NotFound):
        answer_elsewhere(
            hit=asked_of_us(world.reader(vera))[0].pk, answer="x", by=world.reader(world.dalia), at=NOON
        )


@pytest.mark.django_db
def test_a_similar_name_elsewhere_is_no_answer(world: World) -> None:
    vera = hire(world, "NS-0001", Role.CASE_OFFICER, unit="nansha")
    pk = enter(world, opened(world).number, "Osei Vale")
    enter(world, nansha_case(world, vera), "Osei Vales", vera)

    question = ask_elsewhere(person=pk, why="why", by=world.reader(world.dalia), at=NOON)

    assert not question.hits.exists()


@pytest.mark.django_db
def test_who_was_struck_elsewhere_is_no_answer(world: World) -> None:
    vera = hire(world, "NS-0001", Role.CASE_OFFICER, unit="nansha")
    pk, theirs = enter(world, opened(world).number, "Osei Vale"), nansha_case(world, vera)
    enter(world, theirs, "Osei Vale", vera)
    strike_person(case=theirs, person="P01", why="a mistake", by=world.reader(vera), at=NOON)

    assert not ask_elsewhere(person=pk, why="why", by=world.reader(world.dalia), at=NOON).hits.exists()


@pytest.mark.django_db
def test_many_alike_numbers_hide_no_one_of_the_same_name(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "_LOOKED_AT", 3)
    vera = hire(world, "NS-0001", Role.CASE_OFFICER, unit="nansha")
    case, kofi = opened(world).number, world.reader(investigator(world))
    pk, theirs = enter(world, case, "林一"), nansha_case(world, vera)
    for place in range(4):
        enter(world, theirs, f"林一{'甲乙丙丁'[place]}", vera)
        add_identifier(
            case=theirs, owner=f"P{place + 1:02}", kind="IDT-PHONE", value=f"1380013800{place}",
            by=world.reader(vera), at=NOON,
        )  # fmt: skip
    enter(world, theirs, "林一", vera)
    add_identifier(case=case, owner="P01", kind="IDT-PHONE", value="13800138009", by=kofi, at=NOON)

    assert ask_elsewhere(person=pk, why="why", by=world.reader(world.dalia), at=NOON).hits.count() == 1


@pytest.mark.django_db
def test_an_erased_case_answers_nobody_any_more(world: World) -> None:
    vera = hire(world, "NS-0001", Role.CASE_OFFICER, Role.COMMANDER, unit="nansha")
    reader = world.reader(vera)
    pk = enter(world, opened(world).number, "Osei Vale")
    known, unanswered = nansha_case(world, vera), nansha_case(world, vera)
    for case in (known, unanswered):
        enter(world, case, "Osei Vale", vera)
    ask_elsewhere(person=pk, why="why", by=world.reader(world.dalia), at=NOON)
    (hit,) = [one for one in asked_of_us(reader) if one.case.number == known]
    answer_elsewhere(hit=hit.pk, answer="Osei Vale lives at 7 Quay", by=reader, at=NOON)

    for case in (known, unanswered):
        close_case(case=case, why="over", by=reader, at=NOON)
        erase_case(case=case, why="its time is over", by=reader, at=NOON)

    assert [(row.case.number, row.answer) for row in DeconflictionHit.objects.all()] == [(known, "–")]


@given(st.text(max_size=40))
def test_a_text_always_finds_itself(text: str) -> None:
    hit = match(text, "name", text)

    assert hit is None or hit.how is How.SAME
    assert all(len(key) <= 2 for key in keys_of(text))


@pytest.mark.parametrize("module", [ranking, searching, registers, figures, seizures])
def test_search_registers_and_figures_cannot_read_who_is_in_custody(module: object) -> None:
    tree = ast.parse(inspect.getsource(module))  # type: ignore[arg-type]
    named = {
        f"{getattr(node, 'module', '') or ''}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }

    assert not any("custodial" in name for name in named)
