"""The hand that fills a form: phone formats, slips of the key, values eaten by a spreadsheet."""

import polars as pl

from borderlink.screening.domain.synthetic import places
from borderlink.screening.domain.synthetic.tables import pick

PHONE_STYLES = 8


def write_phones(phones: pl.DataFrame) -> pl.Series:
    """Return one written phone a row of (country, digits, style, slip).

    ``digits`` is the national number without trunk prefix, as a number; ``slip`` (0 to 1) leaves it out, masks
    its middle or lets a spreadsheet eat it.
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
    eaten = (
        digits.str.slice(0, 1)
        + "."
        + digits.str.slice(1, 2)
        + "E+"
        + (digits.str.len_chars() - 1).cast(pl.String)
    )
    masked = digits.str.slice(0, 3) + "****" + digits.str.slice(7)
    return parts.select(
        phone=pl.when(slip < 0.035).then(pl.lit("")).when(slip < 0.038).then(eaten)
        .when((slip < 0.05) & (code == "86")).then(masked).otherwise(written)
    ).to_series()  # fmt: skip


def slip_keys(texts: pl.Series, slips: pl.DataFrame) -> pl.Series:
    """Return the texts with one letter dropped, doubled or swapped where ``slips`` says so.

    ``slips``: ``hit`` (whether), ``at`` (0 to 1: where), ``kind`` (0 dropped, 1 doubled, 2 swapped). Only texts that
    begin with a Latin letter or a digit and are six long or more: a lost Han character is another name.
    """
    able = texts.str.contains(r"^[0-9A-Za-z]") & (texts.str.len_chars() >= 6) & slips["hit"]
    rows = able.arg_true()
    if not len(rows):
        return texts
    hurt = pl.DataFrame(
        {"t": texts.gather(rows), "u": slips["at"].gather(rows), "kind": slips["kind"].gather(rows)}
    )
    at = (pl.col("u") * (pl.col("t").str.len_chars() - 3)).cast(pl.Int64) + 1
    text = pl.col("t")
    start, one, two, rest = (
        text.str.slice(0, at),
        text.str.slice(at, 1),
        text.str.slice(at + 1, 1),
        text.str.slice(at + 2),
    )
    slipped = hurt.select(
        t=pl.when(pl.col("kind") == 0).then(start + two + rest)
        .when(pl.col("kind") == 1).then(start + one + one + two + rest).otherwise(start + two + one + rest)
    ).to_series()  # fmt: skip
    return texts.scatter(rows, slipped)
