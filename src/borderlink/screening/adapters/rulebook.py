"""Rule files and the shipped rules, read into a rulebook.

The format is described in docs/reference/rules.md.
"""

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from borderlink.foundation import canonical
from borderlink.language.patterns import SentenceFault, names_in, parse
from borderlink.screening.adapters.goods import shipped_goods
from borderlink.screening.domain.rules.catalogue import SHIPPED
from borderlink.screening.domain.rules.conditions import NotACondition, read_condition
from borderlink.screening.domain.rules.forbidden import check_columns, check_words
from borderlink.screening.domain.rules.inputs import INPUTS
from borderlink.screening.domain.rules.rule import Group, Rule, Warrant
from borderlink.screening.domain.rules.rulebook import Rulebook
from borderlink.screening.domain.watch import check_warrant
from borderlink.screening.refusals.rules import PlaceTooWide, RuleNotUnderstood

FORMAT: Final = "borderlink-rules/1"
APPROVED: Final = Path("approved rules")  # what the sentences call rules that came from no file
LARGEST: Final = 4 * 1024 * 1024
_KEYS: Final = {
    "name", "weight", "group", "reason", "facts", "when", "case", "seizure", "author", "approver",
    "approved_on", "expires_on",
}  # fmt: skip
_WORDED: Final = (
    "name",
    "reason",
    "facts",
    "when",
)  # what a rule says and sees: no word in it may be forbidden
_COUNTRIES: Final = {"sender_country", "receiver_country", "goods_country"}


@lru_cache(maxsize=1)
def shipped_rulebook() -> Rulebook:
    """Return the rules that ship, their version being the hash of what they say and weigh."""
    said = [
        [rule.name, str(rule.weight), rule.group.value, str(rule.when), list(rule.facts), rule.says]
        for rule in SHIPPED
    ]
    goods = shipped_goods()
    version = hashlib.sha256(canonical.to_bytes([goods.version, *said])).hexdigest()
    return Rulebook(goods=goods, version=version)


def read_rulebook(path: Path | None = None) -> Rulebook:
    """Return the shipped rules, changed and lengthened by a rule file.

    Refuses: ``ForbiddenInput``, ``RuleNotUnderstood``, ``NoDrugCase``, ``ApproverIsAuthor``,
    ``ExpiryTooFar``, ``PlaceTooWide``.
    """
    shipped = shipped_rulebook()
    if path is None:
        return shipped
    raw = read_text(path)
    table = _table(path, raw)
    weighed = _weighed(path, shipped.rules, table.get("weights", {}))
    own = tuple(_rule(path, place, said) for place, said in enumerate(_rules_in(path, table), start=1))
    _check_names(path, weighed, own)
    version = hashlib.sha256(f"{shipped.version}\n{hashlib.sha256(raw).hexdigest()}".encode()).hexdigest()
    return replace(
        shipped, rules=(*weighed, *own), groups=_groups(path, shipped.groups, table), version=version
    )


def with_approved(rulebook: Rulebook, said: Sequence[Mapping[str, object]]) -> Rulebook:
    """Return a rulebook lengthened by rules that other rooms had approved, judged as those of a file are.

    Refuses: what ``read_rulebook`` refuses.
    """
    if not said:
        return rulebook
    own = tuple(_rule(APPROVED, place, one) for place, one in enumerate(said, start=1))
    _check_names(APPROVED, rulebook.rules, own)
    listed = json.dumps(said, sort_keys=True, default=str)
    version = hashlib.sha256(f"{rulebook.version}\n{listed}".encode()).hexdigest()
    return replace(rulebook, rules=(*rulebook.rules, *own), version=version)


def read_text(path: Path) -> bytes:
    """Return the bytes of a small text file of rules or watch entries.

    Refuses: ``RuleNotUnderstood`` when it is absent, too large or not UTF-8.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise RuleNotUnderstood(file=path.name, where="size", problem="too-large", detail=LARGEST)
        raw = path.read_bytes()
        raw.decode("utf-8-sig")
    except OSError as fault:
        raise RuleNotUnderstood(
            file=path.name, where="file", problem="unreadable", detail=fault.strerror or ""
        ) from None
    except UnicodeDecodeError as fault:
        raise RuleNotUnderstood(file=path.name, where=f"byte {fault.start}", problem="not-utf8") from None
    return raw


def read_toml(path: Path, raw: bytes) -> dict[str, object]:
    """Return the table of a TOML file.

    Refuses: ``RuleNotUnderstood``.
    """
    try:
        return tomllib.loads(raw.decode("utf-8-sig"))
    except tomllib.TOMLDecodeError as fault:
        raise RuleNotUnderstood(file=path.name, where="TOML", problem="other", detail=str(fault)) from None


def _table(path: Path, raw: bytes) -> dict[str, object]:
    table = read_toml(path, raw)
    check_words(path.name, [key for key in table if key not in {"format", "weights", "groups", "rule"}])
    if table.get("format") != FORMAT:
        raise RuleNotUnderstood(
            file=path.name, where="format", problem="first-line", detail=f'format = "{FORMAT}"'
        )
    for key in table:
        if key not in {"format", "weights", "groups", "rule"}:
            raise RuleNotUnderstood(file=path.name, where=key, problem="no-section")
    return table


def _rules_in(path: Path, table: Mapping[str, object]) -> list[Mapping[str, object]]:
    rules = table.get("rule", [])
    if not isinstance(rules, list) or not all(isinstance(rule, Mapping) for rule in rules):
        raise RuleNotUnderstood(file=path.name, where="rule", problem="rule-list")
    return rules


def _weighed(path: Path, rules: tuple[Rule, ...], weights: object) -> tuple[Rule, ...]:
    """Return the shipped rules with the file's weights; a rule of weight 0 is left out."""
    if not isinstance(weights, Mapping):
        raise RuleNotUnderstood(file=path.name, where="weights", problem="weights-table")
    check_words(path.name, weights)
    known = {rule.name for rule in rules}
    for name, weight in weights.items():
        if name not in known:
            raise RuleNotUnderstood(file=path.name, where="weights", problem="no-rule", detail=name)
        _weight(path, "weights", weight, least_allowed=True)
    kept = [
        replace(rule, weight=float(weights.get(rule.name, rule.weight)))
        for rule in rules
        if weights.get(rule.name) != 0
    ]
    return tuple(kept)


def _groups(path: Path, groups: frozenset[Group], table: Mapping[str, object]) -> frozenset[Group]:
    switches = table.get("groups", {})
    if not isinstance(switches, Mapping) or not all(isinstance(value, bool) for value in switches.values()):
        raise RuleNotUnderstood(file=path.name, where="groups", problem="groups-table")
    check_words(path.name, switches)
    found = set(groups)
    for name, on in switches.items():
        if name not in {Group.TYPOLOGY, Group.GOODS_COUNTRY}:
            raise RuleNotUnderstood(file=path.name, where="groups", problem="no-group", detail=name)
        (found.add if on else found.discard)(Group(name))
    return frozenset(found)


def _weight(path: Path, where: str, weight: object, *, least_allowed: bool = False) -> float:
    number = weight if isinstance(weight, int | float) and not isinstance(weight, bool) else -1.0
    if not (0 < number < 1 or (least_allowed and number == 0)):
        raise RuleNotUnderstood(file=path.name, where=where, problem="weight-range", detail=str(weight))
    return float(number)


def _rule(path: Path, place: int, said: Mapping[str, object]) -> Rule:
    """Return one rule of a file; its words are checked first, so that what is forbidden is called so."""
    where = f"rule {place}"
    check_words(f"{path.name}, {where}", [*_texts(said, _WORDED), *(key for key in said if key not in _KEYS)])
    for key in said:
        if key not in _KEYS:
            raise RuleNotUnderstood(file=path.name, where=where, problem="no-key", detail=key)
    name, reason = (_string(path, where, said, key) for key in ("name", "reason"))
    if not name.replace("-", "").isalnum() or not name.isascii() or name.lower() != name:
        raise RuleNotUnderstood(file=path.name, where=where, problem="name-shape")
    warrant = check_warrant(read_warrant(path, where, said), file=path.name, where=where)
    facts = _facts(path, where, said, reason)
    try:
        when, columns = read_condition(f"{path.name}, {where}", {"all": said.get("when")})
    except NotACondition as fault:
        raise RuleNotUnderstood(file=path.name, where=where, problem="other", detail=str(fault)) from None
    if not any(INPUTS[column].about in {"goods", "links", "form"} for column in columns - _COUNTRIES):
        raise PlaceTooWide(file=path.name, where=where, place=", ".join(sorted(columns)))
    return Rule(
        name=name, weight=_weight(path, where, said.get("weight")), when=when, facts=facts, says=reason,
        source=warrant.case, group=_group(path, where, said), warrant=warrant,
        own=(("case", warrant.case), ("reason", reason)),
    )  # fmt: skip


def _texts(said: Mapping[str, object], keys: tuple[str, ...]) -> list[str]:
    waiting: list[object] = [said.get(key) for key in keys]
    found: list[str] = []
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, Mapping):
            waiting += [*value, *value.values()]
        elif isinstance(value, list):
            waiting += value
    return found


def _group(path: Path, where: str, said: Mapping[str, object]) -> Group:
    group = said.get("group", Group.SIGNAL.value)
    if group not in {Group.SIGNAL, Group.TYPOLOGY}:
        raise RuleNotUnderstood(file=path.name, where=where, problem="group-kind")
    return Group(str(group))


def _facts(path: Path, where: str, said: Mapping[str, object], reason: str) -> tuple[str, ...]:
    """Return the columns that the reason shows; what it names in braces must be among them."""
    facts = said.get("facts", [])
    if not isinstance(facts, list) or not all(isinstance(fact, str) for fact in facts):
        raise RuleNotUnderstood(file=path.name, where=where, problem="facts-list")
    check_columns(f"{path.name}, {where}", facts)
    try:
        unknown = names_in(parse(reason)) - {*facts}
    except SentenceFault as fault:
        raise RuleNotUnderstood(file=path.name, where=where, problem="other", detail=str(fault)) from None
    if unknown:
        raise RuleNotUnderstood(file=path.name, where=where, problem="facts-lack", detail=sorted(unknown))
    return tuple(facts)


def _string(path: Path, where: str, said: Mapping[str, object], key: str) -> str:
    value = said.get(key)
    if not isinstance(value, str) or not value.strip():
        raise RuleNotUnderstood(file=path.name, where=where, problem="missing", detail=key)
    return value.strip()


def read_warrant(path: Path, where: str, said: Mapping[str, object]) -> Warrant:
    """Return the warrant of a rule or watch entry, not yet judged; ``seizure`` stands in for ``case``."""
    case, author, approver = (str(said.get(key) or "").strip() for key in ("case", "author", "approver"))
    return Warrant(
        case=case or str(said.get("seizure") or "").strip(), author=author, approver=approver,
        approved_on=_day(path, where, said, "approved_on"), expires_on=_day(path, where, said, "expires_on"),
        of_partner=not case,
    )  # fmt: skip


def _day(path: Path, where: str, said: Mapping[str, object], key: str) -> date:
    value = said.get(key)
    try:
        return value if type(value) is date else date.fromisoformat(str(value).strip())
    except ValueError:
        raise RuleNotUnderstood(file=path.name, where=where, problem="not-a-date", detail=key) from None


def _check_names(path: Path, shipped: tuple[Rule, ...], own: tuple[Rule, ...]) -> None:
    seen = {rule.name for rule in shipped} | {rule.name for rule in SHIPPED}
    for rule in own:
        if rule.name in seen:
            raise RuleNotUnderstood(file=path.name, where=rule.name, problem="name-taken")
        seen.add(rule.name)
