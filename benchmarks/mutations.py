"""Spoil the story's dossier in many ways and count what a verifier lets pass.

    python -m benchmarks.mutations --count 20000 --seed 1 --json
    python -m benchmarks.mutations --every-bit --json

An edit is *accepted* when members of the dossier have other bytes than before and the verdict, with the right
anchor, is neither 1 nor 2. An edit that leaves every member as it was (the same bytes compressed otherwise)
is none: it is counted as `equal`. Outsiders edit the file; insiders sign the index again with the real keys
of node and officer; forgers sign with keys of their own.
"""

import argparse
import json
import multiprocessing
import random
import sys
import time
import traceback
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from benchmarks.machine import Watch
from borderlink.custody.domain.acts import act_of
from borderlink.dossiers.domain import archive, assemble
from borderlink.dossiers.domain.assemble import Pieces
from borderlink.dossiers.domain.verify import verify_dossier
from borderlink.foundation import canonical
from borderlink.foundation.certificates import Certificate
from borderlink.foundation.roots import Root
from borderlink.foundation.signing import PrivateKey
from tests.custody_world import NODE, key_of
from tests.dossier_world import AGENCY, anchor, sealed, story

Members = dict[str, bytes]
_BATCH = 500
_LINES = ("events.jsonl", "keys.jsonl")
# What an insider cannot change in silence; the rest (papers, schedule, what is withheld) is theirs to choose.
_BOUND = ("events.jsonl", "keys.jsonl", "proofs.json", "checkpoint-1.txt", "root-1.json", "packs.json",
          "node-certificate-1.json")  # fmt: skip
_JSON = ("index.json", "index.sig", "proofs.json", "openings.json", "packs.json", "root-1.json",
         "node-certificate-1.json", "disclosure.json", "cosigners.json")  # fmt: skip


@cache
def the_story() -> tuple[Pieces, bytes, Mapping[str, bytes]]:
    """Return pieces, ZIP and members of the story's dossier, made once a process."""
    pieces = story().pieces()
    data = sealed(pieces, assemble.members_of(pieces))
    return pieces, data, archive.read(data)


def flip(data: bytes, chance: random.Random) -> bytes:
    """Flip one bit."""
    at = chance.randrange(len(data) * 8)
    changed = bytearray(data)
    changed[at // 8] ^= 1 << at % 8
    return bytes(changed)


def splice(data: bytes, chance: random.Random) -> bytes:
    """Cut, repeat, swap or overwrite a few bytes."""
    one, two = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    two = min(two, one + chance.choice([1, 1, 2, 8, 64, 1024]))
    part = data[one:two]
    return chance.choice([
        data[:one] + data[two:],
        data[:two] + part + data[two:],
        data[:one] + part[::-1] + data[two:],
        data[:one] + chance.randbytes(len(part)) + data[two:],
        data[:one] + chance.randbytes(chance.choice([1, 4, 22])) + data[one:],
        data[:one],
    ])  # fmt: skip


def edit_bytes(data: bytes, chance: random.Random) -> bytes:
    """Change bytes anywhere."""
    return chance.choice([flip, flip, splice])(data, chance) if data else b"x"


def edit_lines(data: bytes, chance: random.Random) -> bytes:
    """Drop, double, swap or move a line, or put in one of another place."""
    lines = data.splitlines(keepends=True)
    one, two = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(5):
        case 0:
            del lines[one]
        case 1:
            lines.insert(two, lines[one])
        case 2:
            lines[one], lines[two] = lines[two], lines[one]
        case 3:
            lines.insert(two, lines.pop(one))
        case _:
            lines[one] = lines[two]
    return b"".join(lines)


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items: Any = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for key, inner in items:
        yield (*path, key)
        yield from _places(inner, (*path, key))


def _other(value: Any, chance: random.Random) -> Any:
    if isinstance(value, bool) or value is None:
        return 1
    if isinstance(value, int):
        return chance.choice([value + 1, value - 1, -value, 0, value * 10, str(value), value + 2**53])
    if isinstance(value, str):
        at = chance.randrange(len(value) + 1)
        return chance.choice([
            value[:at] + chance.choice("0aA+ é") + value[at + 1 :], value + "0", "", value[::-1], 0,
            value.swapcase(), [value],
        ])  # fmt: skip
    if isinstance(value, list):
        return chance.choice([[], value + value[:1], value[::-1], value[1:], {}])
    return chance.choice([{}, {**value, "x": 1}, [], dict(list(value.items())[1:])])


def edit_json(data: bytes, chance: random.Random) -> bytes:
    """Change one field of canonical JSON: another value, another name, gone."""
    try:
        value = json.loads(data)
        places = list(_places(value))
        if not places:
            return data + b" "
        *way, last = chance.choice(places)
        holder = value
        for step in way:
            holder = holder[step]
        match chance.randrange(4):
            case 0:
                del holder[last]
            case 1 if isinstance(holder, dict):
                holder[f"{last}x"] = holder.pop(last)
            case _:
                holder[last] = _other(holder[last], chance)
        return chance.choice([canonical.to_bytes, _loose])(value)
    except (canonical.NotCanonical, ValueError):
        return edit_bytes(data, chance)


def _loose(value: Any) -> bytes:
    return json.dumps(value).encode()


def edit_event(data: bytes, chance: random.Random) -> bytes:
    """Change one field of one event."""
    lines = data.splitlines()
    at = chance.randrange(len(lines))
    lines[at] = edit_json(lines[at], chance)
    return b"".join(line + b"\n" for line in lines)


def resign_event(data: bytes, chance: random.Random) -> bytes:
    """Change one event and sign it again with keys that are not its signers'."""
    lines = data.splitlines()
    at = chance.randrange(len(lines))
    edited = edit_event(lines[at] + b"\n", chance)
    try:
        content = json.loads(edited)
    except ValueError:
        content = None
    if not isinstance(content, dict):
        lines[at] = edited
        return b"".join(line + b"\n" for line in lines)
    try:
        act = act_of(content)
        forger = key_of(chance.choice(["FORGER", "EWA", "REGISTRAR"]))
        lines[at] = canonical.to_bytes(
            {**content, "signatures": [act.signed_by(forger).text()] * len(act.signers)}
        )
    except Exception:  # noqa: BLE001 - what has no form is written as it came
        lines[at] = json.dumps(content).encode()
    return b"".join(line + b"\n" for line in lines)


def edit_member(name: str, data: bytes, chance: random.Random) -> bytes:
    """Change one member in a way that fits it."""
    ways: list[Callable[[bytes, random.Random], bytes]] = [edit_bytes]
    if name in _LINES:
        ways += [edit_lines, edit_event, edit_event, resign_event]
    elif name in _JSON:
        ways += [edit_json, edit_json, edit_json]
    return chance.choice(ways)(data, chance)


def outsider(chance: random.Random) -> bytes:
    """Change members and sign nothing."""
    members = dict(the_story()[2])
    names = list(members)
    name = chance.choice([*names, "events.jsonl", "index.json", "index.sig"])
    match chance.randrange(8):
        case 0:
            del members[name]
        case 1:
            members[name] = members[chance.choice(names)]
        case 2:
            new = chance.choice(
                ["root-2.json", "files/" + "ab" * 32 + ".jpg", "tokens/1-1.tsr", "dossier.vi.pdf"]
            )
            members[new] = members[name]
        case _:
            members[name] = edit_member(name, members[name], chance)
    return stored(members)


def insider(chance: random.Random) -> bytes:
    """Change what others have signed, and sign the index with the real keys."""
    pieces, _, members = the_story()
    changed = {name: data for name, data in members.items() if name not in {"index.json", "index.sig"}}
    name = chance.choice([*_BOUND, "events.jsonl", "events.jsonl"])
    changed[name] = edit_member(name, changed[name], chance)
    if changed[name] == members[name]:
        changed[name] += b" "
    return sealed(pieces, changed)


def opener(chance: random.Random) -> bytes:
    """Show another name, salt or place than was committed to, and sign the index with the real keys."""
    pieces, _, members = the_story()
    changed = {name: data for name, data in members.items() if name not in {"index.json", "index.sig"}}
    told = json.loads(changed["openings.json"])
    sequence = chance.choice(list(told))
    one = chance.choice(told[sequence])
    field = chance.choice(["name", "salt", "value", "sequence"])
    if field == "sequence":
        told[str(int(sequence) + chance.choice([1, -1, 100]))] = told.pop(sequence)
    else:
        one[field] = chance.choice([one[field] + "0", one[field][1:], one[field][::-1] + "1"])
    changed["openings.json"] = canonical.to_bytes(told)
    return sealed(pieces, changed)


def forger(chance: random.Random) -> bytes:
    """Sign with keys of one's own: the index, the certificate, or all from the root down."""
    pieces, _, members = the_story()
    changed = {name: data for name, data in members.items() if name not in {"index.json", "index.sig"}}
    fresh = [PrivateKey(chance.randbytes(32)) for _ in range(4)]
    match chance.randrange(3):
        case 0:
            return sealed(pieces, changed, node=fresh[0])
        case 1:
            return sealed(pieces, changed, officer=fresh[0])
        case _:
            root = Root(agency=AGENCY, keys=tuple(key.public() for key in fresh[:3]))
            made = Certificate(agency=AGENCY, node=NODE, key=fresh[3].public(), from_at=0, until_at=2**40)
            changed["node-certificate-1.json"] = made.sign(*fresh[:2]).to_bytes()
            if chance.randrange(2):
                changed["root-1.json"] = root.sign(*fresh[:2]).to_bytes()
            return sealed(pieces, changed, node=fresh[3])


def carrier(chance: random.Random) -> bytes:
    """Change the file's bytes, its headers above all."""
    data = the_story()[1]
    if chance.randrange(2):
        return edit_bytes(data, chance)
    marks = [at for at in range(len(data) - 4) if data[at : at + 2] == b"PK"]
    at = chance.choice(marks) + chance.randrange(46)
    changed = bytearray(data)
    changed[min(at, len(changed) - 1)] = chance.randrange(256)
    return bytes(changed)


def recompressed(chance: random.Random) -> bytes:
    """Compress the same members otherwise: nothing is changed by it."""
    return stored(dict(the_story()[2]), level=chance.choice([0, 1, 6]))


def stored(members: Members, level: int = -2) -> bytes:
    """Return a ZIP whose members are compressed at a level; -2 stores them, which is quick."""
    packed = archive._packed  # noqa: SLF001 - the layout is the room's, the level is ours
    try:
        archive._packed = lambda content: _pack(content, level)  # noqa: SLF001
        return archive.write(members)
    finally:
        archive._packed = packed  # noqa: SLF001


def _pack(content: bytes, level: int) -> tuple[int, bytes]:
    if level < 0:
        return 0, content
    deflater = zlib.compressobj(level, zlib.DEFLATED, -15)
    return 8, deflater.compress(content) + deflater.flush()


WAYS: tuple[tuple[str, Callable[[random.Random], bytes], int], ...] = (
    ("outsider", outsider, 55), ("carrier", carrier, 25), ("insider", insider, 10), ("opener", opener, 3),
    ("forger", forger, 5), ("recompressed", recompressed, 2),
)  # fmt: skip


def judged(data: bytes) -> tuple[str, str]:
    """Return how an edited dossier came out, and the verdict or the crash."""
    try:
        verdict = verify_dossier(data, anchors=[anchor()])
    except Exception:  # noqa: BLE001 - a crash is what is counted here
        return "crash", traceback.format_exc(limit=-3)
    if verdict.code in {1, 2}:
        return "detected", f"{verdict.code} {verdict.findings[0].code}"
    same = archive.read(data) == the_story()[2]
    return ("equal" if same else "accepted"), str(verdict.code)


def batch(asked: tuple[int, int, int]) -> tuple[Counter[str], Counter[str], list[str]]:
    """Judge edits from one number to another; return outcomes, codes, and what went wrong."""
    seed, start, end = asked
    outcomes: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    wrong: list[str] = []
    for number in range(start, end):
        chance = random.Random(f"{seed}-{number}")
        (name, way, _) = chance.choices(WAYS, weights=[weight for _, _, weight in WAYS])[0]
        outcome, told = judged(way(chance))
        outcomes[f"{outcome} {name}"] += 1
        codes[told if outcome == "detected" else outcome] += 1
        if outcome in {"accepted", "crash"}:
            wrong.append(f"{number} {name} {told}")
    return outcomes, codes, wrong


def every_bit(asked: tuple[str, int, int]) -> tuple[Counter[str], Counter[str], list[str]]:
    """Flip every bit of some bytes of a member."""
    name, start, end = asked
    outcomes: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    wrong: list[str] = []
    members = dict(the_story()[2])
    content = bytearray(members[name])
    for at in range(start * 8, end * 8):
        content[at // 8] ^= 1 << at % 8
        members[name] = bytes(content)
        outcome, told = judged(stored(members))
        content[at // 8] ^= 1 << at % 8
        outcomes[outcome] += 1
        codes[told] += 1
        if outcome != "detected":
            wrong.append(f"{name} bit {at} {told}")
    return outcomes, codes, wrong


def ask(work: Callable[[Any], Any], jobs: list[Any], processes: int, **told: object) -> dict[str, object]:
    """Answer the question."""
    watch, started = Watch(), time.perf_counter()
    outcomes: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    wrong: list[str] = []
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        for one, other, bad in pool.imap_unordered(work, jobs):
            outcomes += one
            codes += other
            wrong += bad
    total = Counter(dict.fromkeys(("accepted", "crash", "equal", "detected"), 0))
    for name, count in outcomes.items():
        total[name.split()[0]] += count
    return {
        "question": "mutations", **told, "count": sum(outcomes.values()), "accepted": total["accepted"],
        "crashes": total["crash"], "equal": total["equal"], "detected": total["detected"],
        "by_way": dict(sorted(outcomes.items())), "by_finding": dict(codes.most_common()),
        "wrong": wrong[:10], "seconds": round(time.perf_counter() - started, 1), **watch.told(),
    }  # fmt: skip


def main() -> None:
    """Answer the question on the command line; exit with 1 when anything was accepted or crashed."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.mutations", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every-bit", action="store_true", help="flip each bit of each member instead")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--json", action="store_true", help="one line of JSON, nothing else")
    wanted = parser.parse_args()
    work: Callable[[Any], Any] = every_bit if wanted.every_bit else batch
    jobs: list[Any] = [
        (wanted.seed, start, min(start + _BATCH, wanted.count)) for start in range(0, wanted.count, _BATCH)
    ]
    if wanted.every_bit:
        sizes = {name: len(data) for name, data in the_story()[2].items()}
        jobs = [(name, at, min(at + 64, size)) for name, size in sizes.items() for at in range(0, size, 64)]
    found = ask(work, jobs, wanted.processes, seed=wanted.seed, every_bit=wanted.every_bit)
    print(json.dumps(found, indent=None if wanted.json else 2))
    sys.exit(1 if found["accepted"] or found["crashes"] else 0)


if __name__ == "__main__":
    main()
