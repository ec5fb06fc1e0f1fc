"""Size of the story's dossier, and how long three implementations take to verify it.

    python -m benchmarks.dossier --json
    python -m benchmarks.dossier --file DOSSIER --anchor "60 digits" --json

Fast is the function of `borderlink verify`; standard is `verify.py` under `python -I -S`, started anew each
time; openssl is a second implementation of the signature check: every signature of events and index, each
in a process of its own.
"""

import argparse
import base64
import json
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from pathlib import Path

from benchmarks.machine import Watch
from borderlink.custody.domain.witnessed import read_event
from borderlink.dossiers.domain import archive
from borderlink.dossiers.domain.verify import verify_dossier
from tests.dossier_world import anchor, story
from tools import verifier

_PEM_HEAD = bytes.fromhex("302a300506032b6570032100")
_FRAME = b"borderlink-signature-1\x00"


def the_story() -> bytes:
    """Return the story's dossier with the verifier's source, as the room writes it, without photographs."""
    source = verifier.TARGET.read_bytes()
    return story().dossier(files=[], papers={"verify.py": source})


def sizes(data: bytes) -> dict[str, int]:
    """Return bytes in the file: all, records and proofs alone, the verifier's source, papers, files."""
    members = archive.read(data)
    packed = {name: len(_deflated(content)) for name, content in members.items()}
    kinds = {
        "papers": sum(size for name, size in packed.items() if name.endswith(".pdf")),
        "files": sum(size for name, size in packed.items() if name.startswith("files/")),
        "source": packed.get("verify.py", 0),
    }
    return {"file": len(data), **kinds, "records": len(data) - sum(kinds.values())}


def _deflated(content: bytes) -> bytes:
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    return deflater.compress(content) + deflater.flush()


def median(work: Callable[[], object], times: int) -> float:
    """Return the median seconds of some runs."""
    found = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return round(statistics.median(found), 4)


def signatures(data: bytes) -> list[tuple[str, bytes, str]]:
    """Return key, signed bytes and signature of every event and of the index."""
    members = archive.read(data)
    found: list[tuple[str, bytes, str]] = []
    for name in ("keys.jsonl", "events.jsonl"):
        for body in members[name].splitlines():
            event = read_event(body)
            assert event is not None
            signed = framed("custody-act", event.signed_bytes())
            pairs = zip(event.signers, event.signatures(), strict=True)
            found += [(signer[1], signed, signature) for signer, signature in pairs]
    index = framed("dossier-index", members["index.json"])
    listed = json.loads(members["index.sig"])["signatures"]
    return found + [(one["key"], index, one["signature"]) for one in listed]


def framed(purpose: str, message: bytes) -> bytes:
    """Return what is signed for a purpose."""
    return _FRAME + len(purpose).to_bytes(2, "big") + purpose.encode() + message


def with_openssl(asked: list[tuple[str, bytes, str]]) -> int:
    """Check signatures with openssl, one process each; return how many hold."""
    with tempfile.TemporaryDirectory(prefix="borderlink-openssl-") as folder:
        place = Path(folder)
        holding = 0
        for key, signed, signature in asked:
            raw = base64.b64decode(key.partition(":")[2])
            pem = base64.b64encode(_PEM_HEAD + raw).decode()
            (place / "key").write_text(f"-----BEGIN PUBLIC KEY-----\n{pem}\n-----END PUBLIC KEY-----\n")
            (place / "signed").write_bytes(signed)
            (place / "signature").write_bytes(base64.b64decode(signature.partition(":")[2]))
            ran = subprocess.run(
                ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key", "-rawin", "-in", "signed",
                 "-sigfile", "signature"],
                cwd=place, capture_output=True, check=False,
            )  # fmt: skip
            holding += ran.returncode == 0
        return holding


def ask(data: bytes, anchors: list[str]) -> dict[str, object]:
    """Answer the question."""
    watch = Watch()
    given = [part for text in anchors for part in ("--anchor", text)]
    with tempfile.TemporaryDirectory(prefix="borderlink-dossier-") as folder:
        path = Path(folder) / "dossier.zip"
        path.write_bytes(data)
        command = [sys.executable, "-I", "-S", str(verifier.TARGET), str(path), *given]
        ran = subprocess.run(command, capture_output=True, check=False)
        standard = median(lambda: subprocess.run(command, capture_output=True, check=False), 5)
    fast = verify_dossier(data, anchors=anchors)
    asked = signatures(data)
    started = time.perf_counter()
    holding = with_openssl(asked)
    return {
        "question": "dossier", "bytes": sizes(data), "events": fast.events, "signatures": len(asked),
        "verdict_fast": fast.code, "verdict_standard": ran.returncode, "openssl_holding": holding,
        "fast_seconds": median(lambda: verify_dossier(data, anchors=anchors), 21),
        "standard_seconds": standard, "openssl_seconds": round(time.perf_counter() - started, 2),
        **watch.told(),
    }  # fmt: skip


def main() -> None:
    """Answer the question on the command line; exit with 1 when the implementations disagree."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.dossier", description=__doc__.splitlines()[0])
    parser.add_argument("--file", type=Path, help="another dossier than the story's")
    parser.add_argument("--anchor", action="append", default=[])
    parser.add_argument("--json", action="store_true", help="one line of JSON, nothing else")
    wanted = parser.parse_args()
    data = wanted.file.read_bytes() if wanted.file else the_story()
    found = ask(data, wanted.anchor or [anchor()])
    print(json.dumps(found, indent=None if wanted.json else 2))
    agree = (
        found["verdict_fast"] == found["verdict_standard"] and found["openssl_holding"] == found["signatures"]
    )
    sys.exit(0 if agree else 1)


if __name__ == "__main__":
    main()
