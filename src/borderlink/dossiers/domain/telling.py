"""A verdict in a reader's words: what holds, what was found, and what it does not mean."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from borderlink.dossiers.domain.verdict import BREACH, Finding, Outcome, Verdict, shown
from borderlink.foundation.canonical import Value
from borderlink.language.sentences import say

_OF_EVENTS = ("custody.", "foundation.")


def lines(verdict: Verdict, language: str) -> Iterator[str]:
    """Yield the verdict line by line: first what it is, last what it does not mean."""
    yield from map(shown, _lines(verdict, language))


def _lines(verdict: Verdict, language: str) -> Iterator[str]:
    yield headline(verdict, language)
    if verdict.about:
        yield say("verify.about", language, _about(verdict))
    for fingerprint in verdict.anchors:
        yield say("verify.fingerprint", language, {"fingerprint": fingerprint})
    for finding in verdict.findings:
        yield f"- {told(finding, language)}"
    if verdict.outcome not in {Outcome.INVALID, Outcome.UNREADABLE}:
        yield say("verify.limit", language, {})


def headline(verdict: Verdict, language: str) -> str:
    """Return the verdict in one sentence."""
    return say(f"verify.verdict.{verdict.code}", language, {"agency": verdict.signed_by})


def told(finding: Finding, language: str) -> str:
    """Return one finding as a sentence."""
    if finding.code.startswith(_OF_EVENTS):
        return say("verify.event", language, _of_event(finding, language))
    if finding.code == BREACH:
        return say(f"breach.{finding.facts['name']}", language, finding.facts)
    ground = "yes" if finding.facts.get("ground") else "no"
    return say(f"verify.{finding.code}", language, {**finding.facts, "has_ground": ground})


def _of_event(finding: Finding, language: str) -> Mapping[str, Value]:
    has = {f"has_{name}": "yes" if finding.facts.get(name) else "no" for name in ("kind", "exhibit")}
    return {**finding.facts, **has, "rule": say(f"verify.rule.{finding.code}", language, {})}


def _about(verdict: Verdict) -> Mapping[str, object]:
    about = verdict.about
    at = about["drawn_up_at"]
    return {
        "number": about["number"], "case": about["case"], "unit": about["unit"],
        "badge": about["drawn_up_by"], "events": verdict.events,
        "at": datetime.fromtimestamp(int(str(at)), UTC),
    }  # fmt: skip
