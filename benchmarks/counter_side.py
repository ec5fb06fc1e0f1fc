"""Nomenklatura's side of ``benchmarks.counter_peer``: runs in the peers' own environment, never in ours.

    python counter_side.py build FOLDER      parties.jsonl -> an index beside it
    python counter_side.py serve FOLDER PORT WORKERS THREADS

Its own index (``nomenklatura.blocker``) matches in batches: every call fills tables of a DuckDB file, which
one process alone may open. So its tokens, boosts, weights and bounds are kept, as 4.17 has them, in arrays
that all processes map into memory, and one question reads them without any of that: this favours it. Each
candidate (at most 75 a party) is scored by logic_v2; sender and receiver are asked about, as by the counter.
"""

import json
import mmap
import os
import secrets
import sys
import time
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

MOST_OF_A_TOKEN = 3600  # DEFAULT_MAX_BUCKET_SIZE squared: above, one question's token is a stop word
CANDIDATES = int(os.environ.get("PEER_CANDIDATES", "75"))  # the index's own max_candidates
MIN_SHARE = 0.1  # DEFAULT_MIN_SCORE_RATIO
THRESHOLD = 0.7  # what yente, which serves logic_v2, calls a match
ARRAYS = ("tokens", "starts", "rows", "offsets")
Party = dict[str, str]
Start = Callable[[str, list[tuple[str, str]]], object]


def entity_of(key: str, party: Party) -> Any:
    """Return a party as a person of nomenklatura's model."""
    entity = import_module("followthemoney").EntityProxy
    said = {
        "name": party.get("name"), "phone": party.get("phone"), "address": party.get("address"),
        "country": party.get("country"),
    }  # fmt: skip
    properties = {name: [value] for name, value in said.items() if value}
    return entity.from_dict({"id": key, "schema": "Person", "properties": properties})


def tokens_of(entity: Any) -> list[tuple[str, str]]:
    """Return nomenklatura's own tokens of an entity, with their fields."""
    tokenize = import_module("nomenklatura.blocker.tokenizer").tokenize_entity
    return sorted(set(tokenize(entity)))


def hashed(token: tuple[str, str]) -> int:
    """Return 63 bits of a token, the same in every process."""
    from hashlib import blake2b

    return int.from_bytes(blake2b("\0".join(token).encode(), digest_size=8).digest()) >> 1


def build(folder: Path) -> None:
    """Write which parties hold each token; print the seconds of processor time."""
    began = time.process_time()
    keys, rows, offsets = np.empty(1 << 22, np.int64), np.empty(1 << 22, np.int32), [0]
    end = 0
    with (folder / "parties.jsonl").open("rb") as parties:
        for number, line in enumerate(parties):
            offsets.append(offsets[-1] + len(line))
            found = [hashed(token) for token in tokens_of(entity_of(str(number), json.loads(line)))]
            if end + len(found) > len(keys):
                keys, rows = (np.concatenate([one, np.empty_like(one)]) for one in (keys, rows))
            keys[end : end + len(found)], rows[end : end + len(found)] = found, number
            end += len(found)
    order = np.argsort(keys[:end], kind="stable")
    tokens, starts = np.unique(keys[:end][order], return_index=True)
    kept = (tokens, np.append(starts, end), rows[:end][order], np.array(offsets, np.int64))
    for name, array in zip(ARRAYS, kept, strict=True):
        np.save(folder / f"{name}.npy", np.asarray(array))
    told = {"parties": len(offsets) - 1, "tokens": len(tokens), "build_cpu_s": time.process_time() - began}
    print(json.dumps(told))


class Side:
    """The index, mapped into memory, and the matcher."""

    def __init__(self, folder: Path) -> None:
        self.tokens, self.starts, self.rows, self.offsets = (
            np.load(folder / f"{name}.npy", mmap_mode="r") for name in ARRAYS
        )
        with (folder / "parties.jsonl").open("rb") as file:
            self.parties = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.boosts = import_module("nomenklatura.blocker").Index.BOOSTS
        self.matcher = import_module("nomenklatura.matching.logic_v2.model").LogicV2
        self.config = self.matcher.default_config()
        self.answer({"receiver": json.loads(self.parties[: self.offsets[1]])})  # loads what is loaded once

    def candidates(self, entity: Any) -> list[int]:
        """Return the parties that nomenklatura's index would return, best first."""
        by_field: dict[str, list[tuple[Any, float]]] = {}
        for token in tokens_of(entity):
            at = int(np.searchsorted(self.tokens, key := hashed(token)))
            if at == len(self.tokens) or self.tokens[at] != key:
                continue
            rows = self.rows[self.starts[at] : self.starts[at + 1]]
            if len(rows) <= MOST_OF_A_TOKEN:
                idf = 1.0 + np.log((len(self.offsets) - 1) / len(rows))
                by_field.setdefault(token[0], []).append((rows, self.boosts.get(token[0], 1.0) * idf))
        scores = [_of_field(found) for found in by_field.values()]
        if not scores:
            return []
        rows, place = np.unique(np.concatenate([one for one, _ in scores]), return_inverse=True)
        sums = np.bincount(place, np.concatenate([score for _, score in scores]))
        best = np.argsort(-sums, kind="stable")[:CANDIDATES]
        return [int(rows[one]) for one in best if sums[one] >= sums[best[0]] * MIN_SHARE]

    def answer(self, said: dict[str, Any]) -> dict[str, object]:
        """Return the best score of sender and receiver, and whether it is a match."""
        best = 0.0
        for role in ("sender", "receiver"):
            # a name of its own each time: names are cached by it, and the first one's would be compared
            asked = entity_of(f"asked-{secrets.token_hex(8)}", said.get(role) or {})
            for number in self.candidates(asked):
                line = self.parties[self.offsets[number] : self.offsets[number + 1]]
                known = entity_of(str(number), json.loads(line))
                best = max(best, float(self.matcher.compare(asked, known, self.config).score))
        return {"answer": "match" if best >= THRESHOLD else "none", "score": round(best, 3)}


def _of_field(found: list[tuple[Any, float]]) -> tuple[Any, Any]:
    """Return rows and scores of one field: the greatest weight, times one and the logarithm of the count."""
    rows, place = np.unique(np.concatenate([rows for rows, _ in found]), return_inverse=True)
    weights = np.concatenate([np.full(len(rows), weight) for rows, weight in found])
    greatest = np.zeros(len(rows))
    np.maximum.at(greatest, place, weights)
    return rows, greatest * (1.0 + np.log(np.bincount(place)))


SIDE = Side(Path(os.environ["PEER_FOLDER"])) if "PEER_FOLDER" in os.environ else None  # in each process


def application(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    """Answer one question: plain WSGI, no framework, no key, no journal, nothing written."""
    body = b"{}"
    if SIDE is not None and environ["REQUEST_METHOD"] == "POST":
        body = json.dumps(SIDE.answer(json.loads(environ["wsgi.input"].read()))).encode()
    start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


def serve(folder: str, port: str, workers: str, threads: str) -> None:
    """Serve as a node serves itself: granian, so many processes, so many threads each."""
    os.environ["PEER_FOLDER"] = folder
    interfaces = import_module("granian.constants").Interfaces
    import_module("granian.server").Server(
        "counter_side:application", address="127.0.0.1", port=int(port), interface=interfaces.WSGI,
        workers=int(workers), blocking_threads=int(threads), log_enabled=False, websockets=False,
    ).serve()  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1] == "build":
        build(Path(sys.argv[2]))
    else:
        serve(*sys.argv[2:])
