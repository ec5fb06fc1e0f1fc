"""Names by the column, Arrow in and out: for Polars, DuckDB and Spark's ``mapInArrow`` alike."""

from typing import Final

import numpy as np
import pyarrow as pa

from borderlink.language.names.keys import keys_of
from borderlink.language.names.scoring import score_names

SCORE: Final = pa.field("score", pa.float64())
KEYS: Final = pa.field("keys", pa.list_(pa.int64()))


def score_columns(a: pa.Array, b: pa.Array) -> pa.Array:
    """Return the scores of two columns of names, row by row; null where a name is missing or refused."""
    scores = score_names(a.to_pylist(), b.to_pylist()).score
    return pa.array(scores, mask=np.isnan(scores))


def key_column(names: pa.Array, *, asked: bool = False) -> pa.Array:
    """Return the keys that a column of names is kept under, or asked for under: signed 64 bits, ascending."""
    found = keys_of(names.to_pylist(), asked=asked)
    return pa.ListArray.from_arrays(pa.array(found.starts.astype(np.int32)), pa.array(found.keys))


def with_scores(batch: pa.RecordBatch, a: str = "a", b: str = "b") -> pa.RecordBatch:
    """Return a batch with a column ``score`` of its columns ``a`` and ``b``."""
    return batch.append_column(SCORE, score_columns(batch.column(a), batch.column(b)))


def with_keys(batch: pa.RecordBatch, name: str = "name", *, asked: bool = False) -> pa.RecordBatch:
    """Return a batch with a column ``keys`` of its column ``name``."""
    return batch.append_column(KEYS, key_column(batch.column(name), asked=asked))
