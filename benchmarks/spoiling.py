"""Ways to spoil the story's dossier: outsiders, insiders and forgers, each edit told by its own dice."""

import json
import random
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any

from borderlink.custody.domain.acts import act_of
from borderlink.dossiers.domain import archive, assemble
from borderlink.dossiers.domain.assemble import Pieces
from borderlink.foundation import canonical
from borderlink.foundation.certificates import Certificate
from borderlink.foundation.roots import Root
from borderlink.foundation.signing import PrivateKey
from tests.custody_world import NODE, key_of
from tests.dossier_world import AGENCY, sealed, story

Members = dict[str, bytes]
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
    return _resealed(pieces, changed)


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
    return _resealed(pieces, changed)


def forger(chance: random.Random) -> bytes:
    """Sign with keys of one's own: the index, the certificate, or all from the root down."""
    pieces, _, members = the_story()
    changed = {name: data for name, data in members.items() if name not in {"index.json", "index.sig"}}
    fresh = [PrivateKey(chance.randbytes(32)) for _ in range(4)]
    match chance.randrange(3):
        case 0:
            return _resealed(pieces, changed, node=fresh[0])
        case 1:
            return _resealed(pieces, changed, officer=fresh[0])
        case _:
            root = Root(agency=AGENCY, keys=tuple(key.public() for key in fresh[:3]))
            made = Certificate(agency=AGENCY, node=NODE, key=fresh[3].public(), from_at=0, until_at=2**40)
            changed["node-certificate-1.json"] = made.sign(*fresh[:2]).to_bytes()
            if chance.randrange(2):
                changed["root-1.json"] = root.sign(*fresh[:2]).to_bytes()
            return _resealed(pieces, changed, node=fresh[3])


@cache
def _marks() -> list[int]:
    data = the_story()[1]
    return [at for at in range(len(data) - 4) if data[at : at + 2] == b"PK"]


def carrier(chance: random.Random) -> bytes:
    """Change the file's bytes, its headers above all."""
    data = the_story()[1]
    if chance.randrange(2):
        return edit_bytes(data, chance)
    at = chance.choice(_marks()) + chance.randrange(46)
    changed = bytearray(data)
    changed[min(at, len(changed) - 1)] = chance.randrange(256)
    return bytes(changed)


def recompressed(chance: random.Random) -> bytes:
    """Compress the same members otherwise: nothing is changed by it."""
    return stored(dict(the_story()[2]), level=chance.choice([0, 1, 6]))


def stored(members: Members, level: int = -2) -> bytes:
    """Return a ZIP whose members are compressed at a level; -2 stores them, which is quick."""
    with _packing(lambda content: _pack(content, level)):
        return archive.write(members)


def _resealed(pieces: Pieces, members: Mapping[str, bytes], **keys: PrivateKey) -> bytes:
    """Return the dossier as its makers would close it; a member that is as before is not deflated again."""
    with _packing(_packed_before):
        return sealed(pieces, members, **keys)


@contextmanager
def _packing(way: Callable[[bytes], tuple[int, bytes]]) -> Iterator[None]:
    room: Any = archive  # the layout is the room's, the level is ours
    packed = room._packed  # noqa: SLF001
    try:
        room._packed = way  # noqa: SLF001
        yield
    finally:
        room._packed = packed  # noqa: SLF001


_packed_before = lru_cache(maxsize=64)(archive._packed)  # noqa: SLF001


def _pack(content: bytes, level: int) -> tuple[int, bytes]:
    if level < 0:
        return 0, content
    deflater = zlib.compressobj(level, zlib.DEFLATED, -15)
    return 8, deflater.compress(content) + deflater.flush()


WAYS: tuple[tuple[str, Callable[[random.Random], bytes], int], ...] = (
    ("outsider", outsider, 55), ("carrier", carrier, 25), ("insider", insider, 10), ("opener", opener, 3),
    ("forger", forger, 5), ("recompressed", recompressed, 2),
)  # fmt: skip
