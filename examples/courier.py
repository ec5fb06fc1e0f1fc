"""A carrier's side of the counter, with Python's own library alone: ask, record, keep back, verify notices.

Copy this file into your system. `docs/start/courier.md` walks through it; nothing here needs Borderlink.

    python courier.py https://node.example blt_... TEST000000001
"""

import hashlib
import hmac
import json
import sys
import time
import uuid
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

TOLERANCE_S = 300


class Refused(Exception):  # noqa: N818 - named for the fact
    """The node said no: `told` has code, sentence, advice and facts."""

    def __init__(self, status: int, told: dict[str, Any]) -> None:
        super().__init__(f"{status} {told.get('code')}: {told.get('sentence')}")
        self.status, self.told = status, told


class NotFromTheNode(Exception):  # noqa: N818
    """A notice that is forged, changed, too old, or came before."""


class Counter:
    """The counter of one node, for one key. It remembers what the belt does when no answer comes."""

    def __init__(self, address: str, key: str, language: str = "en") -> None:
        self.address, self.key, self.language = address.rstrip("/"), key, language
        self.policy: dict[str, Any] = {"when_down": "proceed", "time_budget_ms": 800}
        self.later: list[dict[str, Any]] = []  # parcels to ask about when the node is back

    def learn_policy(self) -> dict[str, Any]:
        """Fetch what the belt does without an answer; do it once a day."""
        self.policy = self.call("GET", "/policy")
        return self.policy

    def check(self, parcel: dict[str, Any]) -> str:
        """Return `proceed`, `ask`, `routine-inspection`; with no answer in time, what the policy says."""
        try:
            budget = self.policy["time_budget_ms"] / 1000
            told = self.call("POST", "/check", parcel, key=str(uuid.uuid4()), timeout=budget)
        except (URLError, TimeoutError, ConnectionError):
            self.later.append(parcel)
            return str(self.policy["when_down"])
        return str(told["answer"])

    def catch_up(self) -> list[dict[str, Any]]:
        """Ask about everything that went on without an answer; return the answers."""
        waiting, self.later = self.later, []
        answers: list[dict[str, Any]] = []
        for start in range(0, len(waiting), 100):
            told = self.call("POST", "/check/batch", {"parcels": waiting[start : start + 100]})
            answers += told["answers"]
        return answers

    def call(
        self, method: str, path: str, body: object = None, *, key: str = "", timeout: float = 30.0
    ) -> dict[str, Any]:
        """Send one request. Raises `Refused` when the node says no, `URLError` when it says nothing."""
        headers = {"Authorization": f"Bearer {self.key}", "Accept-Language": self.language}
        headers |= {"Content-Type": "application/json"} if body is not None else {}
        headers |= {"Idempotency-Key": key} if key else {}
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.address}/api/screening{path}", data, headers, method=method)  # noqa: S310
        try:
            with urlopen(request, timeout=timeout) as answer:  # noqa: S310 - the address is your own setting
                told: dict[str, Any] = json.load(answer)
        except HTTPError as refused:
            if refused.code >= 500:  # noqa: PLR2004 - a fault is no answer
                raise URLError(f"status {refused.code}") from refused
            raise Refused(refused.code, json.load(refused)) from refused
        return told


def verified(secret: str, header: str, body: bytes, *, now: float, seen: set[str]) -> dict[str, Any]:
    """Return what a notice says, once it is proved to be the node's, fresh, and new.

    `seen` holds the events that came before; keep it for a day. Raises `NotFromTheNode`.
    """
    parts = dict(part.split("=", 1) for part in header.split(",") if "=" in part)
    moment = parts.get("t", "")
    made = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(made, parts.get("v1", "")):
        raise NotFromTheNode("the signature is not the node's")
    if not moment.isdecimal() or abs(now - int(moment)) > TOLERANCE_S:
        raise NotFromTheNode("the notice is too old")
    told: dict[str, Any] = json.loads(body)
    if told["event"] in seen:
        raise NotFromTheNode("the notice came before")
    seen.add(told["event"])
    return told


def main() -> int:
    """Ask about one parcel and print the answer."""
    address, key, waybill = sys.argv[1:4]
    began = time.perf_counter()
    told = Counter(address, key).call("POST", "/check", {"waybill": waybill})
    took = (time.perf_counter() - began) * 1000
    print(json.dumps(told, ensure_ascii=False), f"{took:.0f} ms")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
