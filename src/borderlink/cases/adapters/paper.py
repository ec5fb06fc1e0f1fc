"""The report of a case as PDF, in the reader's language."""

from datetime import date, datetime
from decimal import Decimal
from importlib.resources import files
from typing import Final
from zoneinfo import ZoneInfo

from borderlink.cases.domain.report import CaseReport, ReportEvent, ReportParty, ReportSeizure
from borderlink.cases.domain.seizures import Facts, Item, Substance, amount_of
from borderlink.language import codes, numbers, places
from borderlink.language.typesetting import pdf, words_of

_FOLDER: Final = files("borderlink.cases") / "data" / "paper"
_NONE: Final = "–"
_PPM: Final = Decimal(1_000_000)


def case_report(report: CaseReport, language: str) -> bytes:
    """Return a case's report: who, what was seized, exhibits, decisions, timeline, tasks, documents."""
    page = _Page(report, language)
    data: dict[str, object] = {
        "language": language, "words": page.words, "number": report.number, "title": report.title,
        "nominal": report.is_nominal, "summary": report.summary, "about": page.about(),
        "people": [page.person(row) for row in report.people],
        "organisations": [page.organisation(row) for row in report.organisations],
        "seizures": [page.seizure(row) for row in report.seizures],
        **page.lists(),
    }  # fmt: skip
    template = (_FOLDER / "report.typ").read_text(encoding="utf-8")
    return pdf(template, data, at=report.made_at)


class _Page:
    """A report's values as one language writes them."""

    def __init__(self, report: CaseReport, language: str) -> None:
        self.report = report
        self.language = language
        self.words = words_of("paper.case.", language)

    # ---- words ----

    def label(self, code: str, list_name: str) -> str:
        if not code:
            return _NONE
        found = codes.find(code, list_name) or codes.find(code)
        return found.labels[self.language] if found else code

    def mass(self, mass_mg: int | None) -> str:
        return _NONE if mass_mg is None else numbers.mass(Decimal(mass_mg) / 1000, self.language)

    def day(self, on: date | None) -> str:
        return numbers.date(on, self.language) if on else _NONE

    def clock(self, at: datetime | None) -> str:
        return numbers.datetime(at, self.language, self.report.zone) if at else _NONE

    def moment(self, row: ReportEvent) -> str:
        """Write an hour only where one is known."""
        on = row.at.astimezone(ZoneInfo(self.report.zone)).date()
        return self.day(on) if row.to_the_day else self.clock(row.at)

    def country(self, code: str) -> str:
        return places.country_name(code, self.language) if code else ""

    def comma(self, found: list[str]) -> str:
        mark = "，" if self.language.startswith("zh") else ", "
        return mark.join(word for word in found if word and word != _NONE) or _NONE

    # ---- parts ----

    def about(self) -> list[list[str]]:
        report = self.report
        pairs = {
            "number": report.number,
            "agency": self.comma([report.agency, report.unit]),
            "state": self.label(report.state, "case_state"),
            "source": self.label(report.source, "case_source"),
            "opened": self.comma([self.clock(report.opened_at), report.opened_by]),
            "country": self.country(report.country) or _NONE,
            "pack": self.label(report.pack, "rule_pack"),
            "final_on": self.day(report.final_on),
            "waybills": self.comma(list(report.waybills) or [str(report.parcels or _NONE)]),
            "members": self.comma(list(report.members)),
            "made": self.comma([self.clock(report.made_at), report.made_by]),
        }
        return [[self.words[name], value] for name, value in pairs.items()]

    def person(self, row: ReportParty) -> list[str]:
        custody = self.label(row.custody, "custody_state")
        return [row.label, row.name or _NONE, self.label(row.role, "role"), custody, row.note or _NONE]

    def organisation(self, row: ReportParty) -> list[str]:
        return [row.label, row.name or _NONE, self.label(row.role, "role"), row.note or _NONE]

    def seizure(self, row: ReportSeizure) -> dict[str, object]:
        found = row.facts
        hour = [f"{found.seized_time:%H:%M} {found.zone}"] if found.seized_time else []
        when = self.comma([self.day(found.seized_on), *hour])
        where = [self.country(found.country), self.label(found.place_kind, "place"), row.place]
        pairs = {
            "seized": when,
            "place": self.comma([*where, self.label(found.channel, "channel")]),
            "route": self._route(found),
            "conveyance": self.label(found.conveyance, "conveyance"),
            "concealment": self._labels((found.concealment, *found.also_concealed), "concealment"),
            "packaging": self._packaging(found),
            "detection": self._labels((found.detected_by, *found.also_detected_by), "detection"),
        }
        return {
            "number": row.number,
            "about": [[self.words[name], value] for name, value in pairs.items()],
            "substances": [self._substance(substance) for substance in row.substances],
            "items": [self._item(item) for item in row.items],
            "weighed": self.words["weighed"] if row.is_weighed else "",
        }

    def _item(self, item: Item) -> str:
        kind = self.label(item.kind, "material")
        if item.amount_minor is None or not item.currency:
            return f"{kind} × {item.quantity}"
        amount = amount_of(item.amount_minor, item.currency)
        return f"{kind}: {numbers.money(amount, item.currency, self.language)}"

    def _labels(self, found: tuple[str, ...], list_name: str) -> str:
        return self.comma([self.label(code, list_name) for code in found])

    def _packaging(self, found: Facts) -> str:
        count = f" × {found.packages}" if found.packages else ""
        kind = self.label(found.packaging, "packaging")
        return _NONE if kind == _NONE and not count else kind + count

    def _route(self, found: Facts) -> str:
        stops = [found.origin_country, *found.transit, found.destination_country]
        return " → ".join(self.country(stop) for stop in stops if stop) or _NONE

    def _substance(self, row: Substance) -> list[str]:
        spot = self.comma(
            [
                self.label(row.presumptive, "substance"),
                self.label(row.presumptive_test, "presumptive_test"),
                self.label(row.presumptive_result, "presumptive_result"),
            ]
        )
        purity = numbers.percent(row.purity_ppm / _PPM, self.language) if row.purity_ppm else _NONE
        count = f"{numbers.number(row.quantity, self.language)} " if row.quantity is not None else ""
        laboratory = self.comma([self.label(row.laboratory, "substance"), self.day(row.laboratory_on)])
        masses = [self.mass(row.gross_mg), self.mass(row.net_mg)]
        quantity = count + self.label(row.unit, "unit") if count else _NONE
        return [spot, laboratory, *masses, purity, self.mass(row.pure_mg), quantity]

    def lists(self) -> dict[str, list[list[str]]]:
        report = self.report
        yes = {True: self.words["yes"], False: self.words["no"]}
        return {
            "exhibits": [
                [row.number, self._thing(row.item, row.substance, row.form),
                 self.label(row.state, "exhibit_state"), self.mass(row.book_mg)]
                for row in report.exhibits
            ],
            "decisions": [
                [self.day(row.decided_on), self.label(row.stage, "decision_stage"),
                 self.label(row.outcome, "court_outcome"), row.party or _NONE,
                 _NONE if row.months is None else str(row.months), yes[row.is_final]]
                for row in report.decisions
            ],
            "events": [[self.moment(row), row.text, row.by or _NONE] for row in report.events],
            "tasks": [
                [row.what, row.owner, self.day(row.due_on), self.clock(row.done_at)] for row in report.tasks
            ],
            "documents": [[row.name, self.clock(row.added_at), row.sha256] for row in report.documents],
        }  # fmt: skip

    def _thing(self, item: str, substance: str, form: str) -> str:
        found = ((item, "exhibit_item"), (substance, "substance"), (form, "exhibit_form"))
        return self.comma([self.label(code, name) for code, name in found])
