"""The report of one screening: one HTML file that opens from the disk, with nothing fetched from anywhere."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from importlib.resources import files
from string import Template
from typing import Any, Final

import polars as pl

from borderlink.language import codes, numbers
from borderlink.language.sentences import say
from borderlink.screening.adapters.drawing import draw_links
from borderlink.screening.domain.rules.rulebook import say_reason
from borderlink.screening.domain.screen import Screened

MOST_SHOWN: Final = 120  # referrals in full; the rest stand in referrals.csv, which has no end
MOST_FILES: Final = 5
_FACTS: Final = (
    "waybill", "contents", "weight_g", "value", "currency", "sender_name", "sender_address", "receiver_name",
    "receiver_address", "bag", "flight",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a report is made from."""

    summary: Mapping[str, Any]
    screened: Screened
    parcels: pl.DataFrame
    quarantine: pl.DataFrame


@dataclass(frozen=True, slots=True)
class _Words:
    """The report's words in one language; what it returns is safe to stand in HTML."""

    language: str

    def __call__(self, name: str, facts: Mapping[str, object] | None = None) -> str:
        return escape(say(f"screening.report.{name}", self.language, facts or {}))

    def number(self, value: float) -> str:
        return escape(numbers.number(value, self.language))


def render_report(told: Told, language: str) -> str:
    """Return the report in a language. Every value from a manifest is escaped."""
    words, summary = _Words(language), told.summary
    names = [str(file["file"]) for file in summary["files"]]
    shown = names if len(names) <= MOST_FILES else [*names[:MOST_FILES], f"… ({len(names)})"]
    sections = (
        _referrals(told, words), _rules(told, words), _quarantine(told, words), _not_read(told, words),
        _made(told, words),
    )  # fmt: skip
    page = Template(files("borderlink.screening").joinpath("data/report.html").read_text("utf-8"))
    return page.substitute(
        lang=escape(language), title=words("title"),
        subtitle=words("subtitle", {"files": shown, "on": date.fromisoformat(summary["on"])}),
        lead=words("lead", summary), decides=words("decides"), personal=words("personal"),
        figures=_figures(summary, words), sections="\n".join(sections), how=words("made-how"),
    )  # fmt: skip


def _figures(summary: Mapping[str, Any], words: _Words) -> str:
    limit = f"<small>{words('limit', {'share': summary['share']})}</small>"
    told = (
        ("referrals", summary["referrals"], limit, ' class="first"'), ("parcels", summary["parcels"], "", ""),
        ("below", summary["below_cut"], "", ""), ("receivers", summary["receivers"], "", ""),
        ("quarantined", summary["quarantined"], "", ""),
    )  # fmt: skip
    return "".join(
        f"<div{style}><dt>{words(f'figure.{name}')}</dt><dd>{words.number(value)}{more}</dd></div>"
        for name, value, more, style in told
    )


def _section(title: str, body: str) -> str:
    return f"<section><h2>{title}</h2>\n{body}</section>"


def _table(heads: Sequence[tuple[str, str]], rows: Sequence[str]) -> str:
    """Return a table that scrolls by itself; ``heads`` are words and classes, ``rows`` are ready cells."""
    top = "".join(
        f'<th scope="col"{style and f" class={style}"}>{head}</th>' if head else "<td></td>"
        for head, style in heads
    )
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    frame = '<div class="frame" tabindex="0">'  # what scrolls can be reached by keyboard
    return f"{frame}<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"


def _referrals(told: Told, words: _Words) -> str:
    referrals = told.screened.referrals
    if referrals.is_empty():
        return _section(words("referrals"), f'<p class="paper">{words("none")}</p>')
    top = referrals.head(MOST_SHOWN).with_row_index("rank")
    facts = told.parcels.select(_FACTS).filter(pl.col("waybill").is_in(top["waybill"].implode()))
    rows = top.join(facts, on="waybill", how="left", maintain_order="left").to_dicts()
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(str(row["receiver_party"]), []).append(row)
    parts = [_group(group, words) for group in groups.values()]
    rest = referrals.height - top.height
    more = f'<p class="soft">{words("more", {"parcels": rest})}</p>' if rest else ""
    return _section(words("referrals"), "\n".join(parts) + more)


def _group(rows: list[dict[str, Any]], words: _Words) -> str:
    """Return the card of one receiver's referred parcels, with a picture when there are several."""
    several = len(rows) > 1
    title = (
        words("group", {"parcels": len(rows)})
        if several
        else f'<span class="code">{escape(rows[0]["waybill"])}</span>'
    )
    score = max(row["score"] for row in rows)
    meter = f'<span class="meter"><i style="width:{score * 100:.0f}%"></i></span>'
    told = f'<span class="score">{words("score")} {words.number(round(score, 2))}{meter}</span>'
    head = f"<header><h3>{title}</h3>{told}</header>"
    picture = f'<figure tabindex="0">{draw_links(rows, words.language)}</figure>' if several else ""
    return f"<article>{head}{_reasons(rows, words.language)}{picture}{_parcels(rows, words)}</article>"


def _reasons(rows: list[dict[str, Any]], language: str) -> str:
    """Return the distinct reasons of a card's parcels, the heaviest first."""
    found: dict[str, float] = {}
    seen: set[str] = set()
    for row in rows:
        for reason in row["reasons"]:
            if reason["rule"] not in seen or len(rows) == 1:
                sentence = say_reason(reason["rule"], json.loads(reason["facts"]), language)
                found.setdefault(sentence, reason["weight"])
                seen.add(reason["rule"])
    ordered = sorted(found.items(), key=lambda pair: -pair[1])
    items = (
        f"<li><b>{escape(numbers.number(w, language))}</b><span>{escape(text)}</span></li>"
        for text, w in ordered
    )
    return f'<ul class="reasons">{"".join(items)}</ul>'


def _parcels(rows: list[dict[str, Any]], words: _Words) -> str:
    carried = any(row["bag"] or row["flight"] for row in rows)
    heads = [(words(name), style) for name, style in (
        ("waybill", ""), ("contents", ""), ("weight", "num"), ("value", "num"), ("sender", ""), ("receiver",
        ""))]  # fmt: skip
    if carried:
        heads.append((words("carriage"), ""))
    return _table(heads, [_parcel(row, words, carried=carried) for row in rows])


def _parcel(row: Mapping[str, Any], words: _Words, *, carried: bool) -> str:
    weight = numbers.mass(row["weight_g"], words.language) if row["weight_g"] is not None else "–"
    priced = row["value"] is not None and row["currency"]
    value = numbers.money(round(row["value"], 2), row["currency"], words.language) if priced else "–"
    cells = [
        f'<td class="code">{_text(row["waybill"])}</td><td>{_text(row["contents"])}</td>',
        f'<td class="num">{escape(weight)}</td><td class="num">{escape(value)}</td>',
        *(f'<td class="who">{_text(row[f"{side}_name"])}<span>{_text(row[f"{side}_address"])}</span></td>'
          for side in ("sender", "receiver")),
    ]  # fmt: skip
    if carried:
        cells.append(f"<td>{escape(' · '.join(filter(None, (row['bag'], row['flight']))))}</td>")
    return "".join(cells)


def _text(value: object) -> str:
    return escape(str(value)) if value is not None else "–"


def _rules(told: Told, words: _Words) -> str:
    """Return on how many parcels each rule fired, as bars beside numbers."""
    fired = sorted(told.screened.by_rule.items(), key=lambda pair: (-pair[1], pair[0]))
    most = max((count for _, count in fired), default=1)
    rows = [
        f'<td>{escape(_title(rule, words.language))}</td><td class="num">{words.number(count)}</td>'
        f'<td class="bars"><span class="bar" style="width:{count / most * 100:.1f}%"></span></td>'
        for rule, count in fired
    ]
    note = f'<p class="soft">{words("rules-note")}</p>'
    expired = [*told.screened.rules_expired, *told.screened.watch_expired]
    late = f'<p class="note">{words("rules-expired", {"items": expired})}</p>' if expired else ""
    table = _table([(words("rule"), ""), (words("fired"), "num"), ("", "")], rows)
    return _section(words("rules"), f'<div class="paper">{note}{table}{late}</div>')


def _title(rule: str, language: str) -> str:
    return codes.label(rule, language) if codes.find(rule) else rule


def _quarantine(told: Told, words: _Words) -> str:
    if told.quarantine.is_empty():
        return _section(words("quarantine"), f'<p class="paper">{words("quarantine-none")}</p>')
    counted = told.quarantine.group_by("reason", "column").agg(
        pl.len().alias("rows"), pl.first("file", "line")
    ).sort("rows", "reason", "column", descending=[True, False, False])  # fmt: skip
    rows = [
        f"<td>{escape(_reason_of(row['reason'], words.language))}</td>"
        f'<td class="code">{_text(row["column"] or None)}</td>'
        f'<td class="num">{words.number(row["rows"])}</td>'
        f"<td>{words('place', row)}</td>"
        for row in counted.iter_rows(named=True)
    ]
    heads = [(words("reason"), ""), ("", ""), (words("rows"), "num"), (words("first-seen"), "")]
    note = f'<p class="soft">{words("quarantine-note")}</p>'
    return _section(words("quarantine"), f'<div class="paper">{note}{_table(heads, rows)}</div>')


def _reason_of(reason: str, language: str) -> str:
    """Return why a row stands in quarantine, in words."""
    return codes.label(reason, language) if codes.find(reason) else reason


def _not_read(told: Told, words: _Words) -> str:
    refused = [
        f'<div class="paper refused"><h3>{escape(str(file["file"]))}</h3><p>{escape(file["sentence"])}</p>'
        f'<p class="soft">{escape(file["advice"])}</p><p class="code">{escape(file["code"])}</p></div>'
        for file in told.summary["files_refused"]
    ]
    columns = [
        f"<li>{escape(say('screening.command.column-not-read', words.language, column))}</li>"
        for column in told.summary["columns_not_read"]
    ]
    if told.screened.letters:
        columns.append(f"<li>{words('letters', {'letters': told.screened.letters})}</li>")
    listed = f'<ul class="paper">{"".join(columns)}</ul>' if columns else ""
    whole = "" if refused or columns else f'<p class="paper">{words("not-read-none")}</p>'
    return _section(words("not-read"), "".join(refused) + listed + whole)


def _made(told: Told, words: _Words) -> str:
    summary = told.summary
    watch = summary["watch"]
    entries = (
        words("made-watch-entries", {"entries": watch["in_force"]})
        if watch["file"]
        else words("made-watch-none")
    )
    rows = [
        (words("made-version"), escape(summary["version"]), ""),
        *((words("made-files"), escape(str(file["file"])), file["sha256"]) for file in summary["files"]),
        (words("made-rules"), escape(summary["rules"]["file"] or ""), summary["rules"]["sha256"]),
        (words("made-goods"), "", summary["goods_sha256"]),
        (words("made-watch"), entries, watch["sha256"]),
        (words("made-rates"), escape(summary["rates"]), ""),
    ]
    cells = [
        f'<td>{what}</td><td>{name}</td><td class="hash">{escape(mark or "")}</td>'
        for what, name, mark in rows
    ]
    return _section(
        words("made"), f'<div class="paper">{_table([("", ""), ("", ""), ("SHA-256", "")], cells)}</div>'
    )
