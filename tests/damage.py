"""Takes a good manifest and plants fifteen kinds of damage in it, keeping a list of what it did where.

Works on bytes and line numbers, so that it knows nothing of how screening reads. A record is one line in the
manifests it is given, and stays one line, so line numbers are those of the good file.
"""

import csv
import io
import random
from collections.abc import Callable
from dataclasses import dataclass

# what both makers of manifests call the columns that are damaged
COLUMNS = {
    "waybill": ("Waybill No", "运单号"), "weight": ("Weight (kg)", "重量(kg)"),
    "posted": ("Posting Time", "寄件时间"), "phone": ("Receiver Phone", "收件电话"),
    "contents": ("Description of Goods", "内件品名"), "receiver": ("Receiver Name", "收件人"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """One damaged row: its physical line, kind, waybill, and the reason it must be set aside for.

    ``reason`` is empty for a row that must be read all the same.
    """

    line: int
    kind: str
    waybill: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Damaged:
    """The damaged manifest, how many rows it has, and every row that was damaged."""

    content: bytes
    rows: int
    planted: tuple[Planted, ...]


@dataclass(slots=True)
class Row:
    """A row under the hammer: its cells, where the known columns are, chance, and sound waybills."""

    cells: list[str]
    at: dict[str, int]
    dice: random.Random
    earlier: list[str]
    encoding: str

    def put(self, column: str, text: str) -> bytes:
        """Replace a cell and return the line."""
        self.cells[self.at[column]] = text
        return self.line()

    def line(self) -> bytes:
        """Return the row as a line without its end."""
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="").writerow(self.cells)
        return out.getvalue().encode(self.encoding)

    def cell(self, column: str) -> str:
        """Return a cell."""
        return self.cells[self.at[column]]


def _cut_short(row: Row) -> bytes:
    row.cells = row.cells[: row.dice.randrange(2, len(row.cells) - 3)]
    return row.line()


def _stray_delimiter(row: Row) -> bytes:
    row.cells.insert(row.at["contents"], "plastic")
    return row.line()


def _second_of_a_waybill(row: Row) -> bytes:
    return row.put("waybill", row.dice.choice(row.earlier))


def _without_waybill(row: Row) -> bytes:
    return row.put("waybill", "")


def _waybill_eaten(row: Row) -> bytes:
    return row.put("waybill", f"{row.dice.uniform(1, 9.99):.5f}E+12")


def _without_receiver(row: Row) -> bytes:
    return row.put("receiver", row.dice.choice(["", "  ", "N/A"]))


def _negative_weight(row: Row) -> bytes:
    return row.put("weight", f"-{row.cell('weight')}")


def _absurd_weight(row: Row) -> bytes:
    return row.put("weight", str(row.dice.randrange(5_000, 900_000)))


def _weight_in_words(row: Row) -> bytes:
    return row.put("weight", row.dice.choice(["heavy", "约两斤", "see invoice"]))


def _other_encoding(row: Row) -> bytes:
    marked = row.put("contents", "\N{OBJECT REPLACEMENT CHARACTER}")
    wrong = "广州茶叶".encode("gb18030") if row.encoding == "utf-8" else b"\xff\xff\x80"
    return marked.replace("\N{OBJECT REPLACEMENT CHARACTER}".encode(row.encoding), wrong)


def _nul_byte(row: Row) -> bytes:
    return row.put("contents", "te\0a")


def _quote_never_closed(row: Row) -> bytes:
    marked = row.put("contents", "\N{OBJECT REPLACEMENT CHARACTER}")
    return marked.replace("\N{OBJECT REPLACEMENT CHARACTER}".encode(row.encoding), b'"toys 12')


def _impossible_date(row: Row) -> bytes:
    return row.put("posted", row.dice.choice(["2026-13-45 10:00", "2026-02-30 08:15", "yesterday"]))


def _phone_eaten(row: Row) -> bytes:
    return row.put("phone", row.dice.choice(["1.38E+10", "138****8000", "1.39123E+10"]))


def _full_width_with_unit(row: Row) -> bytes:
    grams = round(float(row.cell("weight")) * 1000)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in str(grams))
    return row.put("weight", f"{wide}克" if row.dice.random() < 0.5 else f"{grams} g")


# kind: how it is done, and the reason to be set aside for (empty: it must be read)
KINDS: dict[str, tuple[Callable[[Row], bytes], str]] = {
    "cut-short": (_cut_short, "too-few-fields"),
    "stray-delimiter": (_stray_delimiter, "too-many-fields"),
    "second-of-a-waybill": (_second_of_a_waybill, "duplicate-waybill"),
    "without-waybill": (_without_waybill, "cell-missing"),
    "waybill-eaten": (_waybill_eaten, "waybill-eaten"),
    "without-receiver": (_without_receiver, "cell-missing"),
    "negative-weight": (_negative_weight, "weight-not-positive"),
    "absurd-weight": (_absurd_weight, "weight-absurd"),
    "weight-in-words": (_weight_in_words, "weight-unreadable"),
    "other-encoding": (_other_encoding, "encoding"),
    "nul-byte": (_nul_byte, "nul-byte"),
    "quote-never-closed": (_quote_never_closed, "broken-quotes"),
    "impossible-date": (_impossible_date, "date-unreadable"),
    "phone-eaten": (_phone_eaten, ""),
    "full-width-with-unit": (_full_width_with_unit, ""),
}


def damage(manifest: bytes, *, seed: int, share: float = 0.05, encoding: str = "utf-8") -> Damaged:
    """Damage ``share`` of the rows, every kind about equally often, no two neighbours."""
    dice = random.Random(seed)  # noqa: S311 - the same seed must do the same damage
    end = b"\r\n" if b"\r\n" in manifest[:10_000] else b"\n"
    lines = manifest.removesuffix(end).split(end)
    header = next(csv.reader([lines[0].decode(encoding)]))
    at = {
        name: header.index(next(word for word in words if word in header)) for name, words in COLUMNS.items()
    }
    rows = len(lines) - 1
    chosen = sorted(dice.sample(range(20, rows, 2), round(rows * share)))
    kinds = [list(KINDS)[number % len(KINDS)] for number in range(len(chosen))]
    dice.shuffle(kinds)
    earlier = [next(csv.reader([line.decode(encoding)]))[at["waybill"]] for line in lines[1:20]]
    planted = []
    for place, kind in zip(chosen, kinds, strict=True):
        row = Row(next(csv.reader([lines[place].decode(encoding)])), at, dice, earlier, encoding)
        waybill = row.cell("waybill")
        act, reason = KINDS[kind]
        lines[place] = act(row)
        planted.append(Planted(line=place + 1, kind=kind, waybill=waybill, reason=reason))
    return Damaged(content=end.join(lines) + end, rows=rows, planted=tuple(planted))
