"""What each type of letter asks or tells, as whole sentences."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Final

from borderlink.language import places
from borderlink.liaison.domain.evidence_telling import EVIDENCE_MATTERS
from borderlink.liaison.domain.orders import plan_of
from borderlink.liaison.domain.wording import Facts, Reader, Sentence

MATTER: Final = "LSC-MATTER"
HELD_BACK: Final = "LSC-HELDBACK"
_DUTIES: Final = ("agency", "watch", "taker")  # agencies of a leg

Matter = Callable[[Facts, Reader], Iterator[Sentence]]


def _day(facts: Facts, name: str) -> date | None:
    """Return a day that a letter may hold."""
    return date.fromisoformat(facts[name]) if facts.get(name) else None


def _span(facts: Facts, reader: Reader) -> str:
    return reader.span(facts["window"]) if "window" in facts else ""


def _labels(facts: Facts, reader: Reader, pairs: Mapping[str, str]) -> Iterator[Sentence]:
    """Yield one sentence for each list of codes that the letter holds."""
    for name, pattern in pairs.items():
        if facts.get(name):
            yield reader.say(pattern, MATTER, items=reader.labels(facts[name]))


def _clue(facts: Facts, reader: Reader) -> Iterator[Sentence]:
    yield reader.say("clue", MATTER)
    yield from _labels(facts, reader, {"actions": "clue.actions"})
    for row in facts.get("held_back", ()):
        yield reader.say("clue.held-back", HELD_BACK, part=row["part"], why=row["why"])
    yield reader.say("clue.score", HELD_BACK, **facts["score"])
    if why := facts.get("low_score"):
        yield reader.say("clue.low", HELD_BACK, why=why)


def _rfi(facts: Facts, reader: Reader) -> Iterator[Sentence]:
    yield reader.say("rfi", MATTER)
    for row in facts["questions"]:
        yield reader.say(
            "rfi.question", MATTER, ref=row["ref"], ask=row["ask"], about=row.get("about", []),
            span=_span(row, reader),
        )  # fmt: skip
    yield reader.say("rfi.purpose", MATTER, purpose=facts["purpose"])


def _answer(facts: Facts, reader: Reader) -> Iterator[Sentence]:
    yield reader.say("answer", MATTER)
    for row in facts["answers"]:
        yield reader.say(
            "answer.found", MATTER, question=row["question"], outcome=row["outcome"],
            refusal=row.get("refusal", ""), about=row.get("about", []),
        )  # fmt: skip
    yield reader.say("answer.interim", MATTER, interim=facts["interim"])


def _feedback(facts: Facts, reader: Reader) -> Iterator[Sentence]:
    yield reader.say("feedback", MATTER)
    yield from _labels(facts, reader, {"outcomes": "feedback.outcomes"})
    for row in facts.get("seized", ()):
        amount = reader.quantity(row["amount"])
        on = _day(row, "on")
        yield reader.say("feedback.seized", MATTER, amount=amount, substance=row["substance"], on=on)
    yield from _counts(facts, reader)
    yield from _labels(facts, reader, {"right": "feedback.right", "wrong": "feedback.wrong"})
    yield reader.say("feedback.final", MATTER, final=facts["final"])


def _counts(facts: Facts, reader: Reader) -> Iterator[Sentence]:
    """Yield how many were arrested, how late it came, why it was refused, under which case it runs."""
    if "arrested" in facts:
        yield reader.say("feedback.arrested", MATTER, count=facts["arrested"])
    if "late_hours" in facts:
        yield reader.say("feedback.late", MATTER, hours=facts["late_hours"])
    if refusal := facts.get("refusal"):
        yield reader.say("feedback.refusal", MATTER, refusal=refusal)
    if case := facts.get("case"):
        yield reader.say("feedback.case", MATTER, case=case)


def _deconfliction(facts: Facts, reader: Reader) -> Iterator[Sentence]:
    yield reader.say("deconfliction", MATTER, step=facts["step"])
    if answer := facts.get("answer"):
        yield reader.say("deconfliction.answer", MATTER, answer=answer)
    if contact := facts.get("contact"):
        yield reader.say("deconfliction.contact", MATTER, **contact)


def _preservation_request(facts: Facts, reader: Reader) -> Iterator[Sentence]:
    yield reader.say("preservation_request", MATTER, until=_day(facts, "until"))
    for row in facts["items"]:
        yield reader.say(
            "preservation_request.item", MATTER, ref=row["ref"], data=row["data"], about=row.get("about", []),
            holder=row.get("holder", ""), span=_span(row, reader),
        )  # fmt: skip


def _preservation_done(facts: Facts, reader: Reader) -> Iterator[Sentence]:
    yield reader.say("preservation_done", MATTER)
    for row in facts["items"]:
        yield reader.say(
            "preservation_done.item", MATTER, item=row["item"], result=row["result"],
            refusal=row.get("refusal", ""), until=_day(row, "until"),
        )  # fmt: skip


def _hold_request(facts: Facts, reader: Reader) -> Iterator[Sentence]:
    until = _day(facts, "until")
    yield reader.say("hold_request", MATTER, until=until, exhibits=facts["exhibits"], why=facts["why"])
    if case := facts.get("case"):
        yield reader.say("our-case", MATTER, case=case)


def _hold_release(facts: Facts, reader: Reader) -> Iterator[Sentence]:
    yield reader.say("hold_release", MATTER, **facts)


def _concerns(facts: Facts, reader: Reader) -> Iterator[Sentence]:
    """Yield which letters something concerns, to whom it would pass, and for what."""
    yield reader.say("concerns", MATTER, letters=facts["letters"], count=len(facts["letters"]))
    if pass_to := facts.get("pass_to"):
        yield reader.say("pass-to", MATTER, agencies=pass_to)
    yield from _labels(facts, reader, {"purposes": "wanted-purposes"})


def _consent_request(facts: Facts, reader: Reader) -> Iterator[Sentence]:
    yield reader.say("consent_request", MATTER, items=reader.labels(facts["scope"]))
    yield from _concerns(facts, reader)
    if on := _day(facts, "keep_until"):
        yield reader.say("keep-until", MATTER, on=on)
    if case := facts.get("case"):
        yield reader.say("our-case", MATTER, case=case)


def _consent(facts: Facts, reader: Reader) -> Iterator[Sentence]:
    yield reader.say("consent", MATTER, decision=facts["decision"], items=reader.labels(facts["scope"]))
    authority, number = facts["authority"], facts["number"]
    yield reader.say("consent.authority", MATTER, authority=authority, number=number, on=_day(facts, "on"))
    if on := _day(facts, "until"):
        yield reader.say("consent.until", MATTER, on=on)
    if refusal := facts.get("refusal"):
        yield reader.say("feedback.refusal", MATTER, refusal=refusal)
    yield from _concerns(facts, reader)
    if request := facts["request"]:
        yield reader.say("answers-request", MATTER, request=request)


def _correction(facts: Facts, reader: Reader) -> Iterator[Sentence]:
    yield reader.say("correction", MATTER, ground=facts["ground"])
    for row in facts["corrects"]:
        yield reader.say(
            "correction.corrects", MATTER, letter=row["letter"], part=row["part"], ref=row.get("ref", ""),
            effect=row["effect"],
        )  # fmt: skip
    if decision := facts.get("decision"):
        yield reader.say("correction.decision", MATTER, decision=decision)
    if on := _day(facts, "decided_on"):
        yield reader.say("correction.decided-on", MATTER, on=on)
    if outcome := facts.get("outcome"):
        yield reader.say("correction.outcome", MATTER, outcome=outcome)
    yield reader.say("concerns", MATTER, letters=facts["letters"], count=len(facts["letters"]))


def _withdrawal(facts: Facts, reader: Reader) -> Iterator[Sentence]:
    yield reader.say("withdrawal", MATTER, count=len(facts["letters"]), **facts)


def _erasure_request(facts: Facts, reader: Reader) -> Iterator[Sentence]:
    letters = facts["letters"]
    yield reader.say(
        "erasure_request", MATTER, count=len(letters), letters=letters, why=facts["why"],
        by_on=_day(facts, "by_on"),
    )  # fmt: skip
    if about := facts.get("about"):
        yield reader.say("erasure_request.about", MATTER, about=about)


def _erasure_done(facts: Facts, reader: Reader) -> Iterator[Sentence]:
    letters = facts["letters"]
    on = _day(facts, "done_on")
    yield reader.say("erasure_done", MATTER, count=len(letters), letters=letters, on=on)
    if "copies" in facts:
        yield reader.say("erasure_done.copies", MATTER, count=facts["copies"])
    for row in facts.get("still_kept", ()):
        yield reader.say("erasure_done.kept", MATTER, letter=row["letter"], why=row["why"])
    yield reader.say("answers-request", MATTER, request=facts["request"])


def _training_nomination(facts: Facts, reader: Reader) -> Iterator[Sentence]:
    course, reference = facts["course"], facts.get("reference", "")
    yield reader.say("training_nomination", MATTER, course=course, reference=reference)
    for row in facts["nominees"]:
        yield reader.say(
            "training_nomination.nominee", MATTER, names=[reader.name(name) for name in row["names"]],
            office=row["office"], badge=row.get("badge", ""),
            languages=[reader.spoken(tag) for tag in row.get("languages", ())],
        )  # fmt: skip
    for name in ("from", "until"):
        if on := _day(facts, name):
            yield reader.say(f"training_nomination.{name}", MATTER, on=on)
    if place := facts.get("place"):
        yield reader.say("training_nomination.place", MATTER, place=place)


def _key_update(facts: Facts, reader: Reader) -> Iterator[Sentence]:
    span = {name: reader.moment(facts[name]) for name in ("from", "until")}
    yield reader.say("key_update", MATTER, version=facts["version"], **span)
    if fingerprint := facts.get("fingerprint"):
        yield reader.say("key_update.fingerprint", MATTER, fingerprint=fingerprint)


def _receipt(facts: Facts, reader: Reader) -> Iterator[Sentence]:
    at = reader.moment(facts["at"])
    yield reader.say("receipt", MATTER, letter=facts["letter"], stage=facts["stage"], at=at)
    if code := facts.get("code"):
        yield reader.say("receipt.code", MATTER, code=code)
    if digest := facts.get("digest"):
        yield reader.say("receipt.digest", MATTER, digest=digest)


def _cd_plan(facts: Facts, reader: Reader) -> Iterator[Sentence]:
    yield from plan_sentences(facts, reader, {})


def plan_sentences(facts: Facts, reader: Reader, names: Mapping[str, str]) -> Iterator[Sentence]:
    """Yield a plan; an agency whose name is known by that, the others by their codes as they stand in it."""
    plan, at = facts["plan"], reader.moment(facts["at"])
    about = {"operation": facts["operation"], "revision": reader.count(plan["revision"])}
    yield reader.say("cd_plan", MATTER, step=facts["step"], at=at, **about)
    until = reader.moment(plan["until"])
    yield reader.say("cd_plan.until", MATTER, until=until, substitution=plan["substitution"])
    if lead := plan.get("lead"):
        yield reader.say("cd_plan.lead", MATTER, lead=names.get(lead, lead))
    if plan.get("costs"):
        yield reader.say("cd_plan.costs", MATTER, costs=plan["costs"])
    for name in ("cut_off", "evidence"):
        if items := plan.get(name):
            yield reader.say(f"cd_plan.{name}", MATTER, items=reader.labels(items))
    for side in plan["sides"]:
        told = {**side, "agency": names.get(side["agency"], side["agency"])}
        yield reader.say("cd_plan.side", MATTER, **told)
        if side.get("officers"):
            yield reader.say("cd_plan.officers", MATTER, **told)
    for leg in plan["legs"]:
        yield from _cd_leg(leg, reader, names)
    if stops := plan["clears"]:
        yield reader.say("cd_plan.clears", MATTER, stops=stops)
    yield reader.say("cd_plan.digest", MATTER, digest=plan_of(plan).digest)


def _cd_leg(leg: Facts, reader: Reader, names: Mapping[str, str]) -> Iterator[Sentence]:
    """Yield a leg: what GO, STOP and lapse mean on it, its ends, who watches and takes over."""
    leg = {**leg, **{name: names.get(leg.get(name, ""), leg.get(name, "")) for name in _DUTIES}}
    yield reader.say("cd_plan.leg", MATTER, **{**leg, "minutes": reader.count(leg["minutes"])})
    for name in ("start", "end"):
        if point := leg.get(f"{name}_at"):
            where = {part: point.get(part, "") for part in ("lat", "lon")} | {"point": point.get("lat", "")}
            country = places.country_name(point["country"], reader.language)
            yield reader.say(
                "cd_plan.point", MATTER, leg=leg["leg"], place=leg[name], country=country, **where
            )
    watched = [name for name in ("surveillance", "watch") if leg.get(name)]
    if watched:
        pattern = watched[0] if len(watched) == 1 else "watched"
        yield reader.say(f"cd_plan.{pattern}", MATTER, **leg)
    if leg.get("taker"):
        yield reader.say("cd_plan.taker", MATTER, **leg)


def _cd_go(facts: Facts, reader: Reader) -> Iterator[Sentence]:
    times = {name: reader.moment(facts[name]) for name in ("at", "until")}
    yield reader.say("cd_go", MATTER, operation=facts["operation"], leg=facts["leg"], **times)
    yield reader.say("cd.plan", MATTER, plan=facts["plan"])


def _cd_stop(facts: Facts, reader: Reader) -> Iterator[Sentence]:
    at = reader.moment(facts["at"])
    yield reader.say("cd_stop", MATTER, operation=facts["operation"], why=facts["why"], at=at)


def _cd_status(facts: Facts, reader: Reader) -> Iterator[Sentence]:
    at = reader.moment(facts["at"])
    yield reader.say("cd_status", MATTER, step=facts["step"], operation=facts["operation"], at=at)
    for name in ("leg", "go"):
        if facts.get(name):
            yield reader.say(f"cd_status.{name}", MATTER, **{name: facts[name]})
    yield reader.say("cd.plan", MATTER, plan=facts["plan"])


MATTERS: Final[Mapping[str, Matter]] = {
    "clue": _clue, "rfi": _rfi, "answer": _answer, "feedback": _feedback, "deconfliction": _deconfliction,
    "preservation_request": _preservation_request, "preservation_done": _preservation_done,
    "hold_request": _hold_request, "hold_release": _hold_release, "consent_request": _consent_request,
    "consent": _consent, "correction": _correction, "withdrawal": _withdrawal,
    "erasure_request": _erasure_request, "erasure_done": _erasure_done,
    "training_nomination": _training_nomination, "key_update": _key_update, "receipt": _receipt,
    "cd_plan": _cd_plan, "cd_go": _cd_go, "cd_stop": _cd_stop, "cd_status": _cd_status,
    **EVIDENCE_MATTERS,
}  # fmt: skip
