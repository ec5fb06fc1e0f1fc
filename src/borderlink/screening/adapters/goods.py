"""The goods table that ships with the package: ``data/goods.csv`` and ``data/vague.csv``."""

import csv
import hashlib
from functools import lru_cache
from importlib.resources import files

from borderlink.screening.domain.rules.goods import Goods


@lru_cache(maxsize=1)
def shipped_goods() -> Goods:
    """Return the goods table, its version being the SHA-256 of both files."""
    texts = [
        files("borderlink.screening").joinpath(f"data/{name}.csv").read_text("utf-8")
        for name in ("goods", "vague")
    ]
    kinds, vague = ([*csv.DictReader(text.splitlines())] for text in texts)
    version = hashlib.sha256("".join(texts).encode()).hexdigest()
    return Goods.of(_cut(kinds), vague, version)


def _cut(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{key: value.strip() for key, value in row.items()} for row in rows]
