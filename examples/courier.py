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
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

TOLERANCE_S = 300
NOT_OF_THE_PARCEL = (401, 403, 429)  # refusals of the key or its pace: the belt goes by its policy meanwhile


class Refused(Exception):  # noqa: N818 - named for the fact
    """The node said no: `told` has code, sentence, advice and facts."""

    def __init__(self, status: int, told: dict[str, Any]) -> None:
        super().__init__(f"{status} {told.get('code')}: {told.get('sentence')}")
        self.status, self.told = status, told


class NotFromTheNode(Exception):  # noqa: N818
    """A notice that is forged, changed or too old."""


class CameBefore(Exception):  # noqa: N818
    """A notice that you have acted on already: answer 2xx and do nothing."""


class Counter:
    """The counter of one node, for one key. It remembers what the belt does when no answer comes."""

    def __init__(self, address: str, key: str, language: str = "en") -> None:
        self.address, self.key, self.language = address.rstrip("/"), key, language
        self.policy: dict[str, Any] = {"when_down": "proceed", "time_budget_ms": 800}
        self.later: list[dict[str, Any]] = []  # parcels to ask about when the node is back: keep them on disk
        self.trouble: Refused | None = None  # that the key was refused: tell whoever looks after it

    def learn_policy(self) -> dict[str, Any]:
        """Fetch what the belt does without an answer; do it once a day."""
        self.policy = self.call("GET", "/policy")
        return self.policy

    def check(self, parcel: dict[str, Any]) -> str:
        """Return `proceed`, `ask` or `routine-inspection`; without an answer in time, what the policy says.

        That is `proceed` or `hold`. Raises `Refused` for what is wrong with this parcel.
        """
        try:
            budget = self.policy["time_budget_ms"] / 1000
            told = self.call("POST", "/check", parcel, key=str(uuid.uuid4()), timeout=budget)
        except URLError:
            return self._without_answer(parcel)
        except Refused as refused:
            if refused.status not in NOT_OF_THE_PARCEL:
                raise
            self.trouble = refused
            return self._without_answer(parcel)
        return str(told["answer"])

    def _without_answer(self, parcel: dict[str, Any]) -> str:
        self.later.append(parcel)
        return str(self.policy["when_down"])

    def catch_up(self) -> list[dict[str, Any]]:
        """Ask about everything that went on without an answer; return the answers.

        A parcel that is refused has the refusal's `code` instead of an `answer`. While the node is silent, or
        refuses the key, this raises what `call` raises, and what was not answered stays in `later`.
        """
        answers: list[dict[str, Any]] = []
        while self.later:
            newest = {parcel["waybill"]: parcel for parcel in self.later}  # a waybill stands once in a batch
            some = list(newest.values())[:100]
            answers += self._answers_to(some)
            done = {parcel["waybill"] for parcel in some}
            self.later = [parcel for parcel in self.later if parcel["waybill"] not in done]
        return answers

    def _answers_to(self, some: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Ask about some at once; where one of them is refused, and so all are, about each half by itself."""
        try:
            told = self.call("POST", "/check/batch", {"parcels": some}, key=str(uuid.uuid4()))
        except Refused as refused:
            if refused.status in NOT_OF_THE_PARCEL:
                raise
            if len(some) == 1:
                return [{"waybill": some[0]["waybill"], **refused.told}]
            half = len(some) // 2
            return self._answers_to(some[:half]) + self._answers_to(some[half:])
        return list(told["answers"])

    def call(
        self, method: str, path: str, body: object = None, *, key: str = "", timeout: float = 30.0
    ) -> dict[str, Any]:
        """Send one request. Raises `Refused` when the node says no, `URLError` when no answer comes."""
        headers = {"Authorization": f"Bearer {self.key}", "Accept-Language": self.language}
        headers |= {"Content-Type": "application/json"} if body is not None else {}
        headers |= {"Idempotency-Key": key} if key else {}
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.address}/api/screening{path}", data, headers, method=method)  # noqa: S310
        try:
            with urlopen(request, timeout=timeout) as answer:  # noqa: S310 - the address is your own setting
                told: dict[str, Any] = json.load(answer)
        except HTTPError as refused:
            raise _refused(refused) from refused
        except (HTTPException, ValueError, OSError) as broken:  # cut off, too late, or not the node's words
            raise URLError(str(broken)) from broken
        return told


def _refused(answer: HTTPError) -> Exception:
    """Return what the node refused; a fault, or the words of something on the way, is no answer."""
    try:
        told = json.load(answer)
    except (HTTPException, ValueError, OSError):
        told = None
    if answer.code >= 500 or not isinstance(told, dict) or "code" not in told:  # noqa: PLR2004
        return URLError(f"status {answer.code}")
    return Refused(answer.code, told)


def verified(secret: str, header: str, body: bytes, *, now: float, seen: set[str]) -> dict[str, Any]:
    """Return what a notice says, once it is proved to be the node's, fresh, and new.

    `header` is `Borderlink-Signature`, `body` the bytes as they came. `seen` holds the events that you have
    acted on: add `event` once you have, and answer 2xx then. Raises `NotFromTheNode`, `CameBefore`.
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
        raise CameBefore(told["event"])
    return told


def main() -> int:
    """Ask about one parcel and print the answer."""
    if len(sys.argv) != 4:  # noqa: PLR2004
        print("Usage: python courier.py ADDRESS KEY WAYBILL", file=sys.stderr)  # noqa: T201
        return 2
    address, key, waybill = sys.argv[1:]
    began = time.perf_counter()
    try:
        told = Counter(address, key).call("POST", "/check", {"waybill": waybill})
    except (Refused, URLError) as no_answer:
        print(no_answer, file=sys.stderr)  # noqa: T201
        return 1
    took = (time.perf_counter() - began) * 1000
    print(json.dumps(told, ensure_ascii=False), f"{took:.0f} ms")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
