"""Runs in the peers' environment: reads characters for the pairs, and scores pairs as peers do.

``read`` takes a JSON list of characters and answers each with pypinyin's and cn2vn's reading; a peer's name
takes a JSON list of pairs and answers with its scores and seconds. One line of JSON in, one out.
"""

import json
import sys
import time
from importlib import import_module

Pairs = list[tuple[str, str]]


def readings(characters: list[str]) -> dict[str, list[str]]:
    """Return each character's pinyin (ü as v) and Han-Viet reading, one of each."""
    pypinyin, cn2vn = import_module("pypinyin"), import_module("cn2vn.converter")
    han_viet = {char: cn2vn.cn2vn(char) for char in characters}
    return {
        c: [pypinyin.lazy_pinyin(c, v_to_u=False)[0], str(han_viet[c]).strip().lower()] for c in characters
    }


def folded_ratio(pairs: Pairs) -> list[float]:
    """Score with rapidfuzz over anyascii's letters."""
    anyascii, fuzz = import_module("anyascii").anyascii, import_module("rapidfuzz.fuzz")
    return [fuzz.token_sort_ratio(anyascii(a).lower(), anyascii(b).lower()) / 100 for a, b in pairs]


def logic(pairs: Pairs) -> list[float]:
    """Score with nomenklatura's logic_v2, names of persons alone."""
    matcher = import_module("nomenklatura.matching.logic_v2.model").LogicV2
    entity = import_module("followthemoney").EntityProxy
    config = matcher.default_config()

    def person(key: str, name: str) -> object:
        return entity.from_dict({"id": key, "schema": "Person", "properties": {"name": [name]}})

    return [matcher.compare(person("a", a), person("b", b), config).score for a, b in pairs]


SCORERS = {"rapidfuzz + anyascii": folded_ratio, "nomenklatura logic_v2": logic}


def main(act: str) -> None:
    """Answer one question."""
    told = json.loads(sys.stdin.readline())
    if act == "read":
        print(json.dumps(readings(told)))
        return
    pairs = [(a, b) for a, b in told]
    SCORERS[act](pairs[:50])
    started = time.process_time()
    scores = SCORERS[act](pairs)
    print(json.dumps({"scores": scores, "seconds": time.process_time() - started}))


if __name__ == "__main__":
    main(sys.argv[1])
