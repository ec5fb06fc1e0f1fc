"""The hand that fills a form: phone formats, slips of the key, values eaten by a spreadsheet."""

from typing import Final

import polars as pl

from borderlink.screening.domain.synthetic import habits, places
from borderlink.screening.domain.synthetic.tables import pick

PHONE_STYLES: Final = 8
_ABLE: Final = 6  # letters a text must have before a key slips in it


def write_phones(phones: pl.DataFrame) -> pl.Series:
    """Return one written phone a row of (country, digits, style, slip).

    ``digits`` is the national number without trunk prefix, as a number; ``slip`` (0 to 1) leaves it out,
    masks its middle or lets a spreadsheet eat it.
    """
    parts = phones.select(
        "style", "slip", d=pl.col("digits").cast(pl.String),
        code=pick(places.CALLING, phones["country"]), trunk=pick(places.TRUNKS, phones["country"]),
    )  # fmt: skip
    code, digits, local, slip = pl.col("code"), pl.col("d"), pl.col("trunk") + pl.col("d"), pl.col("slip")
    grouped = [digits.str.slice(at, size) for at, size in ((0, 3), (3, 3), (6, None))]
    spaced, dashed = (pl.concat_str(grouped, separator=mark) for mark in (" ", "-"))
    style, written = pl.col("style"), local
    forms = ("+" + code + digits, "+" + code + " " + spaced, "00" + code + digits, code + "-" + digits,
             pl.col("trunk") + dashed, pl.col("trunk") + spaced, "(+" + code + ")" + digits)  # fmt: skip
    for number, form in enumerate(forms, start=1):
        written = pl.when(style == number).then(form).otherwise(written)
    power = (digits.str.len_chars() - 1).cast(pl.String)
    eaten = digits.str.slice(0, 1) + "." + digits.str.slice(1, 2) + "E+" + power
    masked = digits.str.slice(0, 3) + "****" + digits.str.slice(7)
    left_out, lost = habits.PHONE_LEFT_OUT, habits.PHONE_LEFT_OUT + habits.PHONE_EATEN
    return parts.select(
        phone=pl.when(slip < left_out).then(pl.lit("")).when(slip < lost).then(eaten)
        .when((slip < lost + habits.PHONE_MASKED) & (code == "86")).then(masked).otherwise(written)
    ).to_series()  # fmt: skip


def slip_keys(texts: pl.Series, slips: pl.DataFrame) -> pl.Series:
    """Return the texts with one letter dropped, doubled or swapped where ``slips`` says so.

    ``slips``: ``hit`` (whether), ``at`` (0 to 1: where), ``kind`` (0 dropped, 1 doubled, 2 swapped).
    Only in texts that begin with a Latin letter or a digit: a lost Han character is another name.
    """
    able = texts.str.contains(r"^[0-9A-Za-z]") & (texts.str.len_chars() >= _ABLE) & slips["hit"]
    rows = able.arg_true()
    if not len(rows):
        return texts
    hurt = pl.DataFrame(
        {"t": texts.gather(rows), "u": slips["at"].gather(rows), "kind": slips["kind"].gather(rows)}
    )
    at = (pl.col("u") * (pl.col("t").str.len_chars() - 3)).cast(pl.Int64) + 1
    text = pl.col("t")
    start, rest = text.str.slice(0, at), text.str.slice(at + 2)
    one, two = text.str.slice(at, 1), text.str.slice(at + 1, 1)
    slipped = hurt.select(
        t=pl.when(pl.col("kind") == 0).then(start + two + rest)
        .when(pl.col("kind") == 1).then(start + one + one + two + rest).otherwise(start + two + one + rest)
    ).to_series()  # fmt: skip
    return texts.scatter(rows, slipped)
