"""The gate's rules: who is told of, what an approval rests on, what the law allows and the terms permit."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from borderlink.liaison.domain.assurance import (
    AT_STAKE,
    Factor,
    Grade,
    Penalty,
    Row,
    Status,
    Subject,
    grade_in,
    required,
    stricter,
)
from borderlink.liaison.domain.gate import (
    Approved,
    Asked,
    ConsentFacts,
    Route,
    Setting,
    Told,
    digest_of,
    judge,
    merged,
    people_of,
    references,
)
from borderlink.liaison.domain.penalties import Charge, heaviest, table, version
from borderlink.liaison.domain.terms import KINDS, PAPERS, USUAL_POLICY, Basis, Terms
from borderlink.liaison.refusals.gate import (
    ApprovalMissing,
    ApprovalOutdated,
    ChannelMissing,
    ConsentMissing,
    HandlingNotPermitted,
    TermsNotUnderstood,
)
from tests.world import NOON

if TYPE_CHECKING:
    from borderlink.foundation.canonical import Value

TODAY = NOON.date()
BASIS = Basis(channel="CHA-POLICE", instrument="Agreement", article="4")
TERMS = Terms.usual(ours="AU", theirs="CN", bases=[BASIS])
ASKED = Asked(
    partner="P", kind="clue", subject="letter 1", digest="a" * 64, handling=("HSC-TLP", "HDL-AMBER"),
    route=Route(channel="CHA-POLICE", basis="Agreement", article="4"),
    people=(Told(ref="P1", status=Status.SUSPECT), Told(ref="P2", status=Status.DETAINED)),
)  # fmt: skip
APPROVED = Approved(
    subject="letter 1", partner="P", grade=Grade.MINISTER, digest="a" * 64, table="t", block=b"[]",
    until_at=NOON + timedelta(days=1), asked_by="A", decided_by="B",
    people={
        "P1": Subject(status=Status.SUSPECT, penalty=Penalty.DEATH, worst=Penalty.DEATH),
        "P2": Subject(status=Status.DETAINED, penalty=Penalty.DEATH, worst=Penalty.DEATH),
    },
)  # fmt: skip
SETTING = Setting(terms=TERMS, worst=Penalty.DEATH, table="t", at=NOON, author="W", approvals=[APPROVED])


def _outdated(asked: Asked = ASKED, **changes: object) -> str:
    setting = replace(SETTING, approvals=[replace(APPROVED, **changes)])  # type: ignore[arg-type]
    with pytest.raises(ApprovalOutdated) as refused:
        judge(asked, setting)
    return str(refused.value.facts["why"])


# ---- an approval names exactly these persons, as they stand now ----


def test_an_approval_lets_pass_what_it_names() -> None:
    assert judge(ASKED, SETTING) is APPROVED


def test_an_approval_of_one_person_covers_no_second_one_and_one_of_three_no_two() -> None:
    one = {"P1": APPROVED.people["P1"]}

    assert _outdated(people=one) == "GTR-PERSONS"
    assert _outdated(people={**APPROVED.people, "P3": APPROVED.people["P1"]}) == "GTR-PERSONS"
    assert _outdated(
        replace(ASKED, people=(*ASKED.people, Told(ref="notes", status=Status.UNIDENTIFIED)))
    ) == ("GTR-PERSONS")


def test_a_change_of_status_voids_an_approval_in_either_direction() -> None:
    for status in set(Status) - {Status.SUSPECT}:
        people = (Told(ref="P1", status=status), ASKED.people[1])
        assert _outdated(replace(ASKED, people=people)) == "GTR-STATUS"


def test_a_new_table_of_penalties_voids_every_approval() -> None:
    with pytest.raises(ApprovalOutdated):
        judge(ASKED, replace(SETTING, table=version()))


def test_an_approval_under_a_lighter_charge_falls_with_a_heavier_law() -> None:
    light = {ref: replace(one, penalty=Penalty.LIFE) for ref, one in APPROVED.people.items()}

    assert judge(ASKED, replace(SETTING, approvals=[replace(APPROVED, people=light, grade=Grade.SENIOR)]))
    assert _outdated(grade=Grade.SENIOR) == "GTR-GRADE"


def test_the_words_of_a_letter_about_assurances_are_those_that_were_approved() -> None:
    assert _outdated(replace(ASKED, block=b'[{"assurance":"ASR-NOTEXECUTED"}]')) == "GTR-BLOCK"
    with pytest.raises(ApprovalMissing):
        judge(
            replace(ASKED, people=(), block=b'[{"assurance":"ASR-NOTEXECUTED"}]'),
            replace(SETTING, approvals=[]),
        )


def test_a_stop_that_names_somebody_or_speaks_of_assurances_is_judged_like_any_letter() -> None:
    stop = replace(ASKED, kind="cd_stop", people=(), route=Route(channel="", basis="", article=""))

    assert judge(stop, replace(SETTING, terms=Terms.strict())) is None
    for wrong in (replace(stop, people=ASKED.people), replace(stop, block=b"[1]")):
        with pytest.raises(ChannelMissing):
            judge(wrong, SETTING)


def test_whoever_told_us_first_is_asked_before_it_is_passed_on() -> None:
    asked = replace(ASKED, originators=frozenset({"Q"}), consents=("c" * 64,))
    consent = ConsentFacts(
        digest="c" * 64, partner="P", kinds=frozenset(), case="", for_evidence=False, for_persons=False,
        from_at=NOON, until_at=NOON + timedelta(days=1), giver="Q",
    )  # fmt: skip

    for wrong in (
        [],
        [replace(consent, giver="")],
        [replace(consent, giver="R")],
        [replace(consent, partner="Q")],
    ):
        with pytest.raises(ConsentMissing):
            judge(asked, replace(SETTING, consents=wrong))
    assert judge(asked, replace(SETTING, consents=[consent])) is APPROVED


# ---- what the policy asks ----


def test_what_the_policy_does_not_name_never_leaves() -> None:
    assert grade_in((), Status.UNIDENTIFIED, "clue") is Grade.NEVER
    assert required(
        (), [Subject(status=Status.WITNESS, penalty=Penalty.NONE, worst=Penalty.NONE)], "clue"
    ) is (Grade.NEVER)


def test_what_is_not_known_counts_as_the_worst() -> None:
    unknown = Subject(status="PST-NEWER", penalty="MXP-NEWER", worst=Penalty.NONE)

    assert required(USUAL_POLICY, [unknown], "clue") is Grade.MINISTER
    assert stricter("PST-NEWER", Status.SUSPECT) is Status.CONVICTED


def test_a_ground_to_fear_ill_treatment_needs_the_head_whatever_the_penalty() -> None:
    feared = frozenset({Factor.ILL_TREATMENT.value})
    one = Subject(status=Status.UNIDENTIFIED, penalty=Penalty.NONE, worst=Penalty.NONE, factors=feared)

    assert required(USUAL_POLICY, [one], "clue") is Grade.HEAD


def test_a_penalty_kept_low_by_what_we_say_is_a_commanders_judgement() -> None:
    said = Subject(status=Status.CHARGED, penalty=Penalty.LIFE, worst=Penalty.DEATH)

    assert required(USUAL_POLICY, [said], "clue") is Grade.SENIOR
    assert required(USUAL_POLICY, [replace(said, worst=Penalty.LIFE)], "clue") is Grade.NONE


@given(
    st.lists(st.sampled_from(list(Status)), min_size=1),
    st.sampled_from(KINDS),
    st.sampled_from(list(Penalty)),
)
def test_a_person_more_never_lowers_the_grade(statuses: list[Status], kind: str, penalty: Penalty) -> None:
    subjects = [Subject(status=status, penalty=penalty, worst=penalty) for status in statuses]

    assert required(USUAL_POLICY, subjects, kind).rank >= required(USUAL_POLICY, subjects[:-1], kind).rank


# ---- whom a letter tells of ----

PERSON = {"ref": "P1", "role": "ROL-COURIER", "names": [{"text": "张三", "script": "Hani", "scheme": ""}],
          "identifiers": [], "status": "PST-SUSPECT"}  # fmt: skip


def _statuses(
    facts: Mapping[str, object], kind: str = "clue", notes: tuple[object, ...] = ()
) -> list[Status]:
    return [one.status for one in people_of(kind, facts, notes)]  # type: ignore[arg-type]


def test_whoever_has_a_name_or_a_number_is_not_unidentified_whatever_the_letter_says() -> None:
    bare = {**PERSON, "names": [], "status": "PST-UNIDENTIFIED"}

    assert _statuses({"people": [bare]}) == [Status.UNIDENTIFIED]
    assert _statuses({"people": [{**PERSON, "status": "PST-UNIDENTIFIED"}]}) == [Status.NAMED]
    assert _statuses({"people": [{**bare, "born_on": "1990-01-01"}]}) == [Status.NAMED]
    assert _statuses({"people": [{**bare, "identifiers": [{"kind": "IDT-PHONE", "value": "1"}]}]}) == [
        Status.NAMED
    ]


def test_a_missing_or_newer_status_is_the_strictest_and_nobody_of_a_case_is_an_official() -> None:
    silent = {name: value for name, value in PERSON.items() if name != "status"}

    for person in (silent, {**PERSON, "status": "PST-NEWER"}, {**PERSON, "status": "PST-OFFICIAL"}):
        assert _statuses({"people": [person]}) == [Status.CONVICTED]


@pytest.mark.parametrize("path", [("deep", "er"), ("people",), ("answers", "x", "y")])
def test_a_person_is_found_however_deep_they_stand(path: tuple[str, ...]) -> None:
    facts: object = [PERSON]
    for name in reversed(path):
        facts = {name: facts}

    assert _statuses(facts) == [Status.SUSPECT]  # type: ignore[arg-type]


def test_a_persons_number_among_the_traces_or_under_a_firm_is_a_person() -> None:
    trace = {"traces": [{"kind": "IDT-PHONE", "value": "+84 1"}]}
    firm = {"ref": "B1", "kind": "BDK-FIRM", "names": [{"text": "茶行"}], "identifiers": []}

    assert _statuses(trace) == [Status.NAMED]
    assert _statuses({"bodies": [firm]}) == []
    assert _statuses({"bodies": [{**firm, "identifiers": [{"kind": "IDT-PASSPORT", "value": "E1"}]}]}) == [
        Status.NAMED
    ]


def test_a_free_text_counts_as_someone_and_nominees_of_a_course_are_officials() -> None:
    nominee = {"nominees": [{"names": [{"text": "Lê"}], "office": "MC"}]}

    assert _statuses({}, notes=({"language": "en", "text": "he is at home"},)) == [Status.UNIDENTIFIED]
    assert _statuses(nominee, "training_nomination") == [Status.OFFICIAL]
    assert _statuses(nominee, "clue") == [Status.CONVICTED]


def test_references_to_persons_of_earlier_letters_are_found() -> None:
    facts: Value = {
        "answers": [{"question": "Q1", "outcome": "OUT-ARRESTED", "about": ["P1", "P2"]}],
        "people": ["P3"],
    }

    assert {"P1", "P2", "P3"} <= references(facts)


def test_of_two_things_said_of_one_person_the_stricter_counts() -> None:
    found = merged([Told(ref="P1", status=Status.NAMED), Told(ref="P1", status=Status.CHARGED)])

    assert [(one.ref, one.status) for one in found] == [("P1", Status.CHARGED)]


@given(st.sampled_from(["channel", "handling", "consents", "facts", "notes", "letter", "type"]))
def test_an_approval_is_bound_to_all_that_a_letter_says(name: str) -> None:
    value: dict[str, Value] = {
        "type": "clue",
        "version": 1,
        "letter": "u",
        "facts": {"people": []},
        "notes": [],
        "written_at": 1,
    }

    assert digest_of({**value, name: "changed"}) != digest_of(value)
    assert digest_of({**value, "written_at": 2, "assurance": [1]}) == digest_of(value)


# ---- the table of penalties ----


def test_viet_nam_ended_death_for_illegal_transport_on_the_first_of_july_2025() -> None:
    transport = Charge(offence="OFF-TRANSPORT", substance="SUB-METH-ICE", quantity_g=Decimal(7981))

    assert heaviest("VN", date(2025, 6, 30), transport) is Penalty.DEATH
    assert heaviest("VN", date(2025, 7, 1), transport) is Penalty.LIFE
    assert heaviest("VN", date(2025, 7, 1)) is Penalty.DEATH  # trade and production still


@pytest.mark.parametrize(
    ("country", "worst"),
    [
        ("CN", Penalty.DEATH),
        ("VN", Penalty.DEATH),
        ("SG", Penalty.DEATH),
        ("TW", Penalty.DEATH),
        ("US", Penalty.DEATH),
        ("AU", Penalty.LIFE),
        ("HK", Penalty.LIFE),
        ("MO", Penalty.FIXED),
    ],
)
def test_the_table_says_where_a_life_is_at_stake(country: str, worst: Penalty) -> None:
    assert heaviest(country, TODAY) is worst


@pytest.mark.parametrize("country", ["MM", "", "ZZ"])
def test_a_country_without_a_row_and_a_day_before_the_table_count_as_unknown(country: str) -> None:
    assert heaviest(country, TODAY) is Penalty.UNKNOWN
    assert heaviest("VN", date(2000, 1, 1)) is Penalty.UNKNOWN
    assert heaviest("CN", TODAY, Charge(offence="OFF-NEWER")) is Penalty.UNKNOWN
    assert Penalty.UNKNOWN in AT_STAKE


COUNTRIES = sorted({law.country for law in table()})
OFFENCES = sorted({law.offence for law in table()} - {"*"})


@example("SG", "OFF-POSSESS", "SUB-HEROIN", Decimal(0))  # the offence left out: other rows name heroin
@given(
    st.sampled_from(COUNTRIES),
    st.sampled_from(["", *OFFENCES]),
    st.sampled_from(["", "SUB-HEROIN", "SUB-METH-ICE", "SUB-OPIUM"]),
    st.none() | st.decimals(0, 10_000, places=1),
)
def test_saying_less_never_makes_a_penalty_lighter_where_it_is_known(
    country: str, offence: str, substance: str, quantity_g: Decimal | None
) -> None:
    said = Charge(offence=offence, substance=substance, quantity_g=quantity_g)
    full = heaviest(country, TODAY, said)

    for less in (
        replace(said, offence=""),
        replace(said, substance=""),
        replace(said, quantity_g=None),
        Charge(),
    ):
        if full is not Penalty.UNKNOWN:
            assert heaviest(country, TODAY, less).rank >= full.rank
    assert full not in AT_STAKE or heaviest(country, TODAY) in AT_STAKE


def test_every_row_of_the_table_says_its_source_and_its_periods_follow_each_other() -> None:
    for law in table():
        assert law.source
        assert law.penalty is not Penalty.UNKNOWN
        assert law.to_on is None or law.from_on < law.to_on
        assert law.from_g is None or law.to_g is None or law.from_g < law.to_g


# ---- terms ----


def test_terms_of_nothing_agreed_permit_nothing() -> None:
    for terms in (Terms.strict(), Terms.from_value({}), Terms()):
        assert not any(terms.permits_kind(kind) for kind in (*KINDS, *PAPERS))
        assert terms.basis("CHA-POLICE", "Agreement", "4") is None
        assert not terms.permits_handling("HSC-TLP", "HDL-CLEAR")


def test_an_empty_channel_is_never_agreed_though_someone_enters_one() -> None:
    terms = replace(
        TERMS, bases=(Basis(channel="CHA-POLICE", instrument=""), Basis(channel="", instrument="X"))
    )

    assert terms.basis("CHA-POLICE", "", "") is None
    assert terms.basis("", "X", "") is None
    with pytest.raises(TermsNotUnderstood):
        terms.checked()


def test_handling_up_to_the_agreed_code_passes_and_nothing_beyond() -> None:
    for code, passes in (("HDL-CLEAR", True), ("HDL-AMBER", True), ("HDL-STRICT", False), ("HDL-RED", False)):
        assert TERMS.permits_handling("HSC-TLP", code) is passes
    assert not TERMS.permits_handling("HSC-EUROPOL", "HDL-CLEAR")
    assert not TERMS.permits_handling("HSC-NEWER", "HDL-CLEAR")
    with pytest.raises(HandlingNotPermitted):
        judge(replace(ASKED, handling=("HSC-TLP", "HDL-RED")), SETTING)


def test_terms_are_kept_as_plain_values_and_read_back_the_same() -> None:
    for terms in (TERMS, Terms.strict()):
        assert Terms.from_value(json.loads(json.dumps(terms.to_value()))) == terms


@pytest.mark.parametrize(
    "wrong",
    [
        [], "x", {"kinds": ["newer"]}, {"kinds": "clue"}, {"policy": [1]},
        {"bases": [{"channel": "CHA-X", "instrument": "Y"}]},
        {"policy": [{"status": "*", "kind": "*", "grade": "AGR-X"}]},
        {"handling": [{"scheme": "HSC-TLP"}]},
        {"policy": [{"status": "PST-X", "kind": "*", "grade": "AGR-NONE"}]}, {"coarsen": ["nothing"]},
    ],
)  # fmt: skip
def test_terms_that_name_what_is_in_no_list_are_not_kept(wrong: object) -> None:
    with pytest.raises(TermsNotUnderstood):
        Terms.from_value(wrong)


def test_a_missing_policy_is_the_strictest_and_consents_are_needed_unless_said_otherwise() -> None:
    terms = Terms.from_value({"kinds": ["clue"]})

    assert grade_in(terms.policy, Status.WITNESS, "clue") is Grade.NEVER
    assert terms.consent_for_evidence
    assert terms.consent_for_persons
    assert Row(status="*", kind="*", grade=Grade.NEVER) in terms.policy
