"""See whether clues come back equal from a TAXII 2.1 server: out of one node, into another, field by field.

    python -m benchmarks.stix --clues 1000 --peer medallion --seed 7 --json
    python -m benchmarks.stix --clues 1000 --peer opentaxii --json

Two nodes are founded. One writes clues of every shape, a commander releases each, and the node's own commands
export and push them over HTTPS; the other pulls them. ``equal`` counts the clues whose every field is there
as it was written, ``stix2_reads`` the objects that the library of OASIS reads in the same bundle with nothing
custom allowed. Exits with 1 unless all came back equal. TLS ends at a small proxy before the server.
"""

import argparse
import json
import os
import random
import socket
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final

from benchmarks.letter_nodes import ROOT, Node, free_port, pin, two_nodes
from benchmarks.machine import Watch
from benchmarks.peers import environment

OFFICER: Final = "DX-0101"
COMMANDER: Final = "DX-0100"
UNIT: Final = "LIAISON"
TO: Final = "Regional exchange"
Clue = Mapping[str, Any]


def main() -> None:
    """Answer, or be one part of a node."""
    if sys.argv[1:2] == ["write"]:
        write(int(sys.argv[2]), int(sys.argv[3]))
        return
    if sys.argv[1:2] == ["staff"]:
        staff()
        return
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--clues", type=int, default=1000)
    asked.add_argument("--peer", choices=("medallion", "opentaxii"), default="medallion")
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--json", action="store_true")
    wanted = asked.parse_args()
    environment()
    watch = Watch()
    told = {**run(wanted.clues, wanted.peer, wanted.seed), **watch.told()}
    print(json.dumps(told, ensure_ascii=False, indent=None if wanted.json else 1))
    sys.exit(told["equal"] != wanted.clues)


def run(count: int, peer: str, seed: int) -> dict[str, object]:
    """Write, export, push, pull, compare."""
    with (
        tempfile.TemporaryDirectory(prefix="borderlink-stix-") as name,
        two_nodes(Path(name), "sqlite") as (sender, receiver, _),
        served(peer, Path(name)) as server,
    ):
        place = Path(name)
        pin(sender, receiver)
        for node in (sender, receiver):
            part(node, "staff")
        letters = part(sender, "write", str(count), str(seed))
        bundle, account = place / "clues.json", place / "account"
        account.touch(0o600)
        account.write_text(server.account, encoding="utf-8")
        by = ["--badge", OFFICER, "--json"]
        line = ["--account", str(account), "--ca", str(server.ca), *by]
        out = ["export", "-", "--out", str(bundle), "--to", TO, "--why", "pilot"]
        export, export_s = command(sender, *out, "--collection", server.collection, *by, given=letters)
        push, push_s = command(sender, "push", str(bundle), *line)
        pull, pull_s = command(receiver, "pull", server.collection, *line)
        again, _ = command(receiver, "pull", server.collection, *line)
        equal = sum(compared(sender, receiver))
        return {
            "question": "stix", "peer": peer, "clues": count, "bytes": export["bytes"],
            "objects": push["objects"], "stix2_reads": server.read(bundle), "pulled": pull["new"],
            "refused": pull["refused"], "again": again["again"], "equal": equal,
            "export_s": export_s, "push_s": push_s, "pull_s": pull_s,
        }  # fmt: skip


def part(node: Node, *told: str) -> bytes:
    """Run one part of this module inside a node."""
    command_line = [sys.executable, "-m", "benchmarks.stix", *told]
    return subprocess.run(
        command_line, env=node.environment(), stdout=subprocess.PIPE, check=True, cwd=ROOT
    ).stdout


def command(node: Node, *told: str, given: bytes = b"") -> tuple[dict[str, Any], float]:
    """Run `borderlink liaison stix ...` of a node; return what it told and the seconds it took."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "borderlink", "liaison", "stix", *told], env=node.environment(), input=given,
        stdout=subprocess.PIPE, check=True, cwd=ROOT,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found, round(time.perf_counter() - began, 1)


def compared(sender: Node, receiver: Node) -> Iterator[bool]:
    """Say of each clue that was written whether it waits over there with every field equal."""
    written = column(sender, "SELECT uuid, body FROM liaison_letter WHERE kind = 'clue'")
    came = column(receiver, "SELECT letter, body FROM liaison_foreignclue WHERE state = 'waiting'")
    for letter, body in written.items():
        yield letter in came and json.loads(came[letter]) == json.loads(body)


def column(node: Node, statement: str) -> dict[str, str]:
    """Return pairs from a node's database."""
    with closing(sqlite3.connect(f"file:{node.folder}/borderlink.sqlite3?mode=ro", uri=True)) as held:
        return dict(held.execute(statement).fetchall())


# ---- inside a node ----


def set_up() -> None:
    """Set Django up in this process."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "borderlink.node.settings"
    import django

    django.setup()


def staff() -> None:
    """Found the node's office: an administrator, a liaison officer, a commander."""
    set_up()
    from django.utils import timezone

    from borderlink.foundation.who import Role
    from borderlink.officers.actions.accounts import create_officer, create_unit, found_node
    from borderlink.officers.actions.roles import grant_role

    at = timezone.now()
    first = found_node(
        badge="DX-0001",
        name="Una Birch",
        language="en",
        password="nine egrets on a wall",  # noqa: S106
        at=at,
    )
    unit = create_unit(
        code=UNIT, name_zh="联络办公室", name_vi="Văn phòng liên lạc", name_en="Liaison", by=first, at=at
    )
    for badge, name, role in (
        (OFFICER, "Ada Reed", Role.LIAISON_OFFICER),
        (COMMANDER, "Cy Holt", Role.COMMANDER),
    ):
        made = create_officer(badge=badge, name=name, unit=unit, by=first, at=at)
        grant_role(officer=made, role=role, why="benchmark", by=first, at=at)


def write(count: int, seed: int) -> None:
    """Write so many clues of every shape, have each released, and print their numbers."""
    set_up()
    from django.utils import timezone

    from borderlink.liaison.actions.bridging import WAY
    from borderlink.liaison.actions.composing import save_draft, start_letter
    from borderlink.liaison.models.partners import Partner
    from borderlink.officers.actions.leaving import decide_release
    from borderlink.officers.queries import Officer, reader_of

    chance, at = random.Random(seed), timezone.now()
    author = reader_of(Officer.objects.get(badge=OFFICER))
    commander, partner = Officer.objects.get(badge=COMMANDER), Partner.objects.get().code
    for _ in range(count):
        draft = start_letter(kind="clue", partner=partner, by=author, at=at)
        value = value_of(chance)
        save_draft(
            letter=draft, value=value, known_to="RSK-MANY", low_reason="LSR-ALLWEKNOW", by=author, at=at
        )
        decide_release(
            way=WAY, subject=f"letter {draft.uuid}", recipient=TO, why="pilot", by=commander, at=at
        )
        print(draft.uuid)


def value_of(chance: random.Random) -> dict[str, Any]:
    """Return what an officer may write in a clue: any part there or not, any code of its list."""
    facts: dict[str, Any] = {
        "people": [_party(chance, f"P{n}", "person") for n in range(1, chance.randint(1, 4))],
        "bodies": [_party(chance, f"B{n}", "body") for n in range(1, chance.randint(1, 3))],
        "drugs": [_drug(chance) for _ in range(chance.randint(0, 3))],
        "places": [_place(chance) for _ in range(chance.randint(0, 3))],
        "windows": [_window(chance) for _ in range(chance.randint(0, 2))],
        "traces": [_number(chance) for _ in range(chance.randint(0, 3))],
        "how": {"mode": _code(chance, "channel"), "concealment": [_code(chance, "concealment")]},
        "actions": [_code(chance, "action")],
    }
    kept = {name: part for name, part in facts.items() if chance.random() > 0.15}  # noqa: PLR2004
    notes = [
        {
            "language": chance.choice(["vi", "zh-Hans", "en"]),
            "text": chance.choice(_WORDS) * chance.randint(1, 9),
        }
        for _ in range(chance.randint(0, 2))
    ]
    grade = {
        "scheme": "GRD-ADMIRALTY", "source": f"GSR-ADM-{chance.choice('ABCDEF')}",
        "information": f"GIN-ADM-{chance.randint(1, 6)}", "mapped_from": None,
    }  # fmt: skip
    return {
        "facts": kept, "notes": notes, "grade": chance.choice([None, grade]),
        "urgency": _code(chance, "urgency"),
    }  # fmt: skip


_WORDS: Final = (
    "货车司机常于夜间经小路过境。",
    "Xe tải đi đường mòn ban đêm. ",
    "“Tea” \\ 100 % / second row\n",
)
_NAMES: Final = ("阮文甲", "Nguyễn Văn Giáp", "Ünal Tea & Co.", "陳大文", "O'Brien “Red”")


def _code(chance: random.Random, name: str) -> str:
    from borderlink.language import codes

    return chance.choice([row.code for row in codes.codes(name)])


def _party(chance: random.Random, ref: str, kind: str) -> dict[str, Any]:
    names = [
        {"text": text, "script": _code(chance, "script"), "scheme": _code(chance, "name_scheme")}
        for text in chance.sample(_NAMES, chance.randint(0, 3))
    ]
    made: dict[str, Any] = {
        "ref": ref, "role": _code(chance, "role"), "names": names,
        "identifiers": [_number(chance) for _ in range(chance.randint(0, 3))],
    }  # fmt: skip
    if kind == "body":
        return made | {"kind": _code(chance, "body_kind")}
    born = {"born_on": f"{chance.randint(1950, 2005)}"} if chance.random() > 0.5 else {}  # noqa: PLR2004
    return made | {"status": _code(chance, "person_status")} | born


def _number(chance: random.Random) -> dict[str, str]:
    kind = chance.choice(["IDT-EMAIL", "IDT-WECHAT", "IDT-PHONE", "IDT-WAYBILL", "IDT-PLATE", "IDT-ACCOUNT"])
    number = chance.randint(1, 99_999)
    return {"kind": kind, "value": f"tea{number}@example.org" if kind == "IDT-EMAIL" else f"桂P·{number}"}


def _drug(chance: random.Random) -> dict[str, Any]:
    least = chance.randint(1, 9_000)
    return {
        "substance": _code(chance, "substance"), "form": _code(chance, "exhibit_form"),
        "amount": {"from": f"{least}.{chance.randint(1, 9)}", "to": str(least + 7), "unit": "UNIT-G"},
    }  # fmt: skip


def _place(chance: random.Random) -> dict[str, Any]:
    made = {
        "use": _code(chance, "place_use"),
        "country": chance.choice(["CN", "VN", "AU"]),
        "text": "芒街 / Móng Cái",
    }
    if chance.random() > 0.5:  # noqa: PLR2004
        return made
    point = {
        "lat": f"{chance.uniform(-80, 80):.6f}0",
        "lon": f"{chance.uniform(-170, 170):.7f}",
        "radius_m": 500,
    }
    return made | point


def _window(chance: random.Random) -> dict[str, Any]:
    start = 1_795_528_800 + chance.randint(0, 10**7)
    return {
        "use": _code(chance, "window_use"),
        "from": start,
        "until": start + 3_600,
        "zone": "Asia/Ho_Chi_Minh",
    }


# ---- the server, behind TLS ----


class Served:
    """A server that answers: its collection over HTTPS, how to sign in, and stix2 to read with."""

    def __init__(
        self, process: "subprocess.Popen[str]", told: Mapping[str, Any], port: int, ca: Path
    ) -> None:
        self._process, self.ca = process, ca
        path = str(told["objects"]).split("/", 3)[3].removesuffix("objects/")
        self.collection = f"https://127.0.0.1:{port}/{path}"
        way, _, secret = str(told["headers"]["Authorization"]).partition(" ")
        self.account = f"Bearer {secret}" if way == "Bearer" else _decoded(secret)

    def read(self, bundle: Path) -> int:
        """Return how many objects of a bundle stix2 reads."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(bundle, file=self._process.stdin, flush=True)
        return int(self._process.stdout.readline())


def _decoded(secret: str) -> str:
    import base64

    return base64.b64decode(secret).decode()


@contextmanager
def served(peer: str, place: Path) -> Iterator[Served]:
    """Serve a peer from its own environment, behind TLS with a certificate of the minute."""
    folder = place / "peer"
    folder.mkdir()
    process = subprocess.Popen(
        [str(environment()), "-m", "benchmarks.taxii_serve", peer, str(folder)], cwd=ROOT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        certificate, key = make_certificate(place)
        port = terminate_tls(str(told["objects"]), certificate, key)
        yield Served(process, told, port, certificate)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(30)


def make_certificate(place: Path) -> tuple[Path, Path]:
    """Write a certificate for 127.0.0.1 and its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "exchange")])
    address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1)).add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    files = place / "tls.pem", place / "tls.key"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return files


def terminate_tls(address: str, certificate: Path, key: Path) -> int:
    """Listen with TLS and hand every connection on to a server in clear; return the port."""
    host, _, inner = address.split("/")[2].partition(":")
    told = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    told.load_cert_chain(certificate, key)
    port = free_port()
    listening = told.wrap_socket(socket.create_server(("127.0.0.1", port)), server_side=True)

    def accept() -> None:
        while True:
            with suppress(ssl.SSLError):
                outer, _ = listening.accept()
                server = socket.create_connection((host, int(inner)))
                for pair in ((outer, server), (server, outer)):
                    threading.Thread(target=hand_on, args=pair, daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return port


def hand_on(source: socket.socket, target: socket.socket) -> None:
    """Hand bytes on until one side ends."""
    with suppress(OSError):
        while data := source.recv(1 << 16):
            target.sendall(data)
    for one in (source, target):
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)


if __name__ == "__main__":
    main()
