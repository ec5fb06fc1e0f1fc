"""What the acts of a case say in one language, by the key of a form's field or column."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from babel.numbers import format_decimal

from borderlink.custody.domain.acts import Act
from borderlink.custody.domain.schema import WEIGHED, Kind
from borderlink.custody.domain.telling import grams
from borderlink.language import codes, numbers
from borderlink.language.languages import locale_of

_HASH_SHOWN: Final = 8
_MG_DIGITS: Final = 3  # a gram has a thousand milligrams
_PURPOSES: Final = {"hand-over": "hand_over_purpose", "sample": "sample_purpose"}
Openings = Mapping[int, Mapping[str, str]]  # number of the entry in its case -> name -> value


def reading(mass_mg: int, division_mg: int, language: str) -> str:
    """Return a mass in grams as read on a balance: every digit of its division, 1.00 g on one of 10 mg."""
    zeros = len(str(division_mg)) - len(str(division_mg).rstrip("0"))
    digits = max(0, _MG_DIGITS - zeros)
    pattern = "#,##0." + "0" * digits if digits else "#,##0"
    unit = "克" if language.startswith("zh") else " g"
    return format_decimal(grams(mass_mg), format=pattern, locale=locale_of(language)) + unit


@dataclass(slots=True)
class CaseActs:
    """What the acts of a case say in one language, asked by the key of a field or a column."""

    language: str
    acts: Sequence[Act]
    chosen: Sequence[Act]
    openings: Openings
    names: Mapping[str, str]
    zone: str | None
    extra: Mapping[str, str]
    parents: dict[str, Act] = field(default_factory=dict)
    seizures: dict[str, Act] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for act in self.acts:
            if act.kind is Kind.SEIZE:
                self.seizures[act.exhibit] = act
            for name in ("sample", "part"):
                if name in act.facts:
                    self.parents[act.text(name)] = act

    # ---- words ----

    def label(self, code: str, list_name: str) -> str:
        """Return a code in words, or as it is where no list has it."""
        if not code:
            return ""
        found = codes.find(code, list_name)
        return codes.label(code, self.language, list_name) if found else code

    def clock(self, seconds: int) -> str:
        """Return a moment as the form's language writes it."""
        at = datetime.fromtimestamp(seconds, UTC)
        return numbers.datetime(at, self.language, self.zone)

    def officer(self, badge: str) -> str:
        """Return a badge with its officer's name, where known."""
        name = self.names.get(badge, "")
        return f"{name} ({badge})" if name else badge

    def named(self, code: str) -> str:
        """Return an agency, unit or guest by its name, where known."""
        return self.names.get(code, code)

    def comma(self, words: Sequence[str]) -> str:
        """Return words in a row, without repeats."""
        mark = "、" if self.language.startswith("zh") else ", "
        return mark.join(dict.fromkeys(word for word in words if word))

    def opened(self, name: str, *, anywhere: bool = True) -> str:
        """Return what was committed under a name: in the acts chosen, else ``anywhere`` in the case."""
        places: list[Sequence[Act]] = [self.chosen, self.acts] if anywhere else [self.chosen]
        for acts in places:
            found = [self.openings.get(act.case_seq, {}).get(name, "") for act in acts]
            if any(found):
                return self.comma(found)
        return ""

    # ---- what is known of an exhibit ----

    def seized(self, exhibit: str) -> Act | None:
        """Return the act that seized an exhibit, or what it was taken from."""
        seen: set[str] = set()
        while exhibit not in self.seizures and exhibit in self.parents and exhibit not in seen:
            seen.add(exhibit)
            exhibit = self.parents[exhibit].exhibit
        return self.seizures.get(exhibit)

    def thing(self, exhibit: str) -> str:
        """Return what an exhibit is said to be: item, substance, form; before its seizure a parcel."""
        act = self.seized(exhibit)
        if act is None:
            parcel = any(one.exhibit == exhibit and one.text("item") == "parcel" for one in self.acts)
            return self.label("parcel", "thing") if parcel else ""
        lists = (("item", "exhibit_item"), ("substance", "substance"), ("form", "exhibit_form"))
        return self.comma([self.label(act.text(name), which) for name, which in lists])

    def weighed(self, exhibit: str, *measures: str) -> str:
        """Return the last mass of an exhibit read as one of these measures."""
        found = [
            act
            for act in self.acts
            if act.kind is Kind.WEIGH and act.exhibit == exhibit and act.text("measure") in measures
        ]
        if found:
            return self.mass(found[-1])
        taken = self.parents.get(exhibit)
        return self.mass(taken) if taken is not None and "net" in measures else ""

    def mass(self, act: Act) -> str:
        """Return the mass that an act read."""
        return reading(act.number("mass_mg"), act.number("division_mg"), self.language)

    def seals(self, exhibit: str) -> str:
        """Return the seals on an exhibit after the case's last act."""
        on: list[str] = []
        for act in self.acts:
            if act.exhibit != exhibit:
                continue
            if act.kind in {Kind.SEAL, Kind.RESEAL}:
                on.append(act.text("number"))
            elif act.kind is Kind.UNSEAL and act.text("number") in on:
                on.remove(act.text("number"))
        return self.comma(on)

    # ---- cells, fields, signatures ----

    def cell(self, key: str, act: Act, row: int) -> str:
        """Return what one act says in one column; nothing where it says nothing."""
        if key == "row":
            return str(row)
        return _CELLS[key](self, act) if key in _CELLS else _plain(act, key)

    def field(self, key: str) -> str:
        """Return what the form says in one field; nothing where no act says it."""
        if key in self.extra:
            return self.extra[key]
        return _FIELDS[key](self) if key in _FIELDS else self.opened(key)

    def witnessed(self) -> list[Act]:
        """Return the acts that name a witness of the acts chosen."""
        wanted = {act.case_seq for act in self.chosen}
        return [act for act in self.acts if act.kind is Kind.WITNESS and act.number("entry") in wanted]

    def signers(self) -> list[str]:
        """Return the badges that signed the acts chosen, in order; a laboratory signs no paper of ours."""
        acts = [act for act in self.chosen if act.kind is not Kind.ANALYSE]
        return list(dict.fromkeys(signer.badge for act in acts for signer in act.signers))

    def signatures(self, keys: Sequence[str]) -> list[tuple[str, str]]:
        """Return the places for hands, each with the name of whom the acts name for it."""
        officers, placed = [self.officer(badge) for badge in self.signers()], []
        for key in keys:
            name = officers.pop(0) if key == "officer" and officers else ""
            placed.append(
                (key, name or (self.field(key) if key in {"giver", "taker"} else self._person(key)))
            )
        return placed

    def _person(self, key: str) -> str:
        named = {"suspect": "suspect_name", "witness": "witness_name", "owner": "owner_name"}
        return self.field(named[key]) if key in named else ""


def _plain(act: Act, key: str) -> str:
    value = act.facts.get(key, "")
    return "" if isinstance(value, Sequence) and not isinstance(value, str) else str(value)


def _packages(case: CaseActs, act: Act) -> str:
    source = act if "packages" in act.facts else case.seized(act.exhibit)
    count = source.number("packages") if source is not None else 0
    return str(count) if count else ""


def _mass(case: CaseActs, act: Act) -> str:
    if act.kind in WEIGHED:
        return case.mass(act)
    return case.weighed(act.exhibit, "sealed-gross") or case.weighed(act.exhibit, "net", "gross")


def _seals(case: CaseActs, act: Act) -> str:
    if "seals" in act.facts:
        return case.comma(act.codes("seals"))
    return case.seals(act.text("sample") if act.kind is Kind.SAMPLE else act.exhibit)


def _purity(case: CaseActs, act: Act) -> str:
    if not act.number("purity_ppm"):
        return ""
    shares = (act.number(name) / 1_000_000 for name in ("purity_ppm", "purity_u_ppm"))
    return " ± ".join(numbers.percent(share, case.language) for share in shares)


def _pure(case: CaseActs, act: Act) -> str:
    return numbers.mass(grams(act.number("pure_mg")), case.language) if act.number("purity_ppm") else ""


def _coded(key: str, list_name: str) -> Callable[[CaseActs, Act], str]:
    """Return how a column of codes is shown: in words; nothing for an act that has no such fact."""
    return lambda case, act: case.label(_plain(act, key), list_name)


_CELLS: Final[Mapping[str, Callable[[CaseActs, Act], str]]] = {
    "exhibit": lambda _case, act: act.exhibit,
    "entry": lambda _case, act: str(act.case_seq),
    "thing": lambda case, act: case.thing(act.exhibit),
    "packages": _packages,
    "seized_at": lambda case, act: case.clock(act.number("seized_at")),
    "at": lambda case, act: case.clock(act.at),
    "gross": lambda case, act: case.weighed(act.exhibit, "gross"),
    "net": lambda case, act: case.weighed(act.exhibit, "net"),
    "mass": _mass,
    "seals": _seals,
    "note": lambda case, act: case.openings.get(act.case_seq, {}).get("note", ""),
    "division": lambda case, act: numbers.mass(grams(act.number("division_mg")), case.language),
    "seal": lambda _case, act: act.text("number"),
    "act": lambda case, act: case.label(act.kind.value, "custody_act"),
    "measure": _coded("measure", "measure"),
    "purpose": lambda case, act: case.label(_plain(act, "purpose"), _PURPOSES.get(act.kind.value, "")),
    "closure": _coded("closure", "seal_closure"),
    "reason": _coded("reason", "unseal_reason"),
    "result": _coded("result", "analysis_result"),
    "substance": _coded("substance", "substance"),
    "method": lambda case, act: case.label(_plain(act, "method"), "destruction_method"),
    "purity": _purity,
    "pure": _pure,
    "video": lambda _case, act: _plain(act, "video")[:_HASH_SHOWN],
}


def _agency(case: CaseActs) -> str:
    results = [act for act in case.chosen if act.kind is Kind.ANALYSE]
    acts = [act for act in case.acts if act.kind is Kind.SEIZE] if results else case.chosen
    units = [signer.unit for act in acts for signer in act.signers]
    node = case.acts[0].node if case.acts else ""
    return case.comma([case.named(code) for code in (node, *units)])


def _place(case: CaseActs) -> str:
    if any(act.kind is Kind.DESTROY for act in case.chosen):
        return case.comma([act.text("place") for act in _plans(case)])
    codes_ = [_plain(act, "place") for act in case.chosen]
    return " ".join(
        filter(
            None,
            (case.comma([case.named(code) for code in codes_]), case.opened("place_text", anywhere=False)),
        )
    )


def _plans(case: CaseActs) -> list[Act]:
    """Return the plans of destruction that the acts chosen carried out."""
    wanted = {_plain(act, "plan") for act in case.chosen}
    return [act for act in case.acts if act.kind is Kind.DESTROY_PLAN and act.text("plan") in wanted]


def _balances(case: CaseActs) -> str:
    said = []
    for act in case.chosen:
        until = case.clock(act.number("certified_until")) if act.number("certified_until") else ""
        said.append(", ".join(filter(None, (act.text("balance"), act.text("certificate"), until))))
    return "\n".join(dict.fromkeys(said))


def _witnesses(case: CaseActs) -> str:
    return case.comma([case.label(act.text("capacity"), "witness_capacity") for act in case.witnessed()])


def _witness_name(case: CaseActs) -> str:
    """Return the witnesses of the acts chosen: of another occasion none stands here."""
    acts = [*case.chosen, *case.witnessed()]
    return case.comma([case.openings.get(act.case_seq, {}).get("witness_name", "") for act in acts])


def _each(key: str, list_name: str = "") -> Callable[[CaseActs], str]:
    """Return how a field collects one fact of every act chosen."""
    return lambda case: case.comma([case.label(_plain(act, key), list_name) for act in case.chosen])


_FIELDS: Final[Mapping[str, Callable[[CaseActs], str]]] = {
    "case": lambda case: case.acts[0].case if case.acts else "",
    "agency": _agency,
    "from_at": lambda case: case.clock(min(act.at for act in case.chosen)) if case.chosen else "",
    "until_at": lambda case: case.clock(max(act.at for act in case.chosen)) if case.chosen else "",
    "place": _place,
    "officers": lambda case: case.comma([case.officer(badge) for badge in case.signers()]),
    "suspect": _each("suspect", "suspect_presence"),
    "video": lambda case: case.comma([_plain(act, "video") for act in case.chosen]),
    "basis": _each("basis", "seizure_basis"),
    "balances": _balances,
    "laboratory": _each("laboratory"),
    "giver": lambda case: case.comma([case.officer(_plain(act, "giver")) for act in case.chosen]),
    "taker": lambda case: case.comma([case.officer(_plain(act, "taker")) for act in case.chosen]),
    "purpose": lambda case: case.comma([_CELLS["purpose"](case, act) for act in case.chosen]),
    "plan": _each("plan"),
    "decision": lambda case: case.comma(
        [act.text(name) for act in _plans(case) for name in ("decision", "order")]
    ),
    "method": _each("method", "destruction_method"),
    "witnesses": _witnesses,
    "witness_name": _witness_name,
    "organisation": lambda _case: "",
    "questions": lambda _case: "",
    "request": lambda _case: "",
    "told_to": lambda case: case.opened("suspect_name"),
}
