"""A collection of a TAXII 2.1 server over HTTPS: objects are pushed in envelopes and pulled page by page.

What comes is hostile: answers are bounded in bytes, objects and pages, and read as strictly as a file.
"""

import base64
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import Any, Final
from urllib.parse import urlsplit

from urllib3 import PoolManager
from urllib3.exceptions import HTTPError
from urllib3.util import Timeout

from borderlink.liaison.adapters.stix import SPEC, Object
from borderlink.liaison.adapters.stixreading import MOST_BYTES, MOST_OBJECTS, checked_objects, parse
from borderlink.liaison.refusals.stix import (
    StixTooLarge,
    TaxiiNotAllTaken,
    TaxiiNotAnswered,
    TaxiiNotReached,
    TaxiiNotSafe,
)

MEDIA: Final = "application/taxii+json;version=2.1"
PUSHED_AT_ONCE: Final = 500
PULLED_AT_ONCE: Final = 1_000
ASKED_AT_ONCE: Final = 40  # ids in one address
MOST_PAGES: Final = 1_000
ASKED_AGAIN: Final = 60  # how often a server is asked whether it is done
WAIT_S: Final = 0.5
_OK: Final = frozenset({200, 202})
_LONGEST: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """How we sign in: a user with a password, or a token; neither: a collection open to all."""

    user: str = ""
    password: str = ""
    token: str = ""

    @classmethod
    def from_text(cls, text: str) -> "Account":
        """Return the account of a file: `user:password`, or `Bearer TOKEN`."""
        line = text.strip()
        if line.startswith("Bearer "):
            return cls(token=line.removeprefix("Bearer ").strip())
        user, _, password = line.partition(":")
        return cls(user=user, password=password)

    def header(self) -> dict[str, str]:
        """Return what is sent with every request."""
        if self.token:
            return {"Authorization": f"Bearer {self.token}"}
        if not self.user:
            return {}
        told = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        return {"Authorization": f"Basic {told}"}


class Collection:
    """One collection: `https://host/api/collections/ID/`. Nothing is followed elsewhere."""

    def __init__(self, url: str, account: Account, *, ca: Path | None = None) -> None:
        """Name a collection; ``ca`` is a file of certificates that count instead of the machine's.

        Refuses: ``TaxiiNotSafe``.
        """
        told = urlsplit(url)
        if told.scheme != "https" or not told.hostname:
            raise TaxiiNotSafe(url=url[:_LONGEST])
        self.host = told.netloc
        self._objects = f"{url.rstrip('/')}/objects/"
        self._root = url.rstrip("/").rpartition("/collections/")[0]
        self._headers = {"Accept": MEDIA, "Content-Type": MEDIA, **account.header()}
        more: dict[str, Any] = {"ca_certs": str(ca)} if ca else {}
        self._pool = PoolManager(timeout=Timeout(connect=10, read=120), **more)

    def push(self, envelopes: Iterable[Sequence[Object]]) -> int:
        """Post objects, wait until the server is done with each envelope, and return how many it took.

        Refuses: ``TaxiiNotReached``, ``TaxiiNotAnswered``, ``TaxiiNotAllTaken``.
        """
        return sum(self._push(objects) for objects in envelopes)

    def _push(self, objects: Sequence[Object]) -> int:
        data = json.dumps({"objects": list(objects)}, ensure_ascii=False).encode()
        told, _ = self._ask("POST", self._objects, data=data)
        for _again in range(ASKED_AGAIN):
            if told.get("status") != "pending":
                break
            sleep(WAIT_S)
            told, _ = self._ask("GET", f"{self._root}/status/{told.get('id')}/")
        if told.get("status") != "complete" or told.get("success_count") != len(objects):
            self._must_hold(objects)
        return len(objects)

    def _must_hold(self, objects: Sequence[Object]) -> None:
        """Refuse unless the collection holds each object as it is: medallion calls what it had a failure."""
        held: dict[str, Object] = {}
        for start in range(0, len(objects), ASKED_AT_ONCE):
            names = ",".join(one["id"] for one in objects[start : start + ASKED_AT_ONCE])
            told, _ = self._ask(
                "GET", self._objects, fields={"match[id]": names, "limit": str(ASKED_AT_ONCE)}
            )
            held |= {one["id"]: one for one in _objects_in(told)}
        taken = sum(held.get(one["id"]) == one for one in objects)
        if taken != len(objects):
            raise TaxiiNotAllTaken(host=self.host, taken=taken, count=len(objects))

    def pull(self, added_after: str = "") -> bytes:
        """Return everything that the collection holds, or got after a time, as one bundle.

        Refuses: ``TaxiiNotReached``, ``TaxiiNotAnswered``, ``StixNotABundle``, ``StixTooLarge``.
        """
        found = [one for page in self._pages(added_after) for one in page]
        return json.dumps({"type": "bundle", "objects": found}, ensure_ascii=False).encode()

    def _pages(self, added_after: str) -> Iterator[list[Object]]:
        """Yield page after page; `next` leads on where the server gives it, else the time of the last one.

        Every version is asked for: no object of ours has two, so that a second one shows, and is refused.
        """
        every = {"limit": str(PULLED_AT_ONCE), "match[version]": "all"}
        asked = {**every, **({"added_after": added_after} if added_after else {})}
        total, size = 0, 0
        for _page in range(MOST_PAGES):
            told, headers = self._ask("GET", self._objects, fields=asked)
            objects = _objects_in(told)
            total, size = total + len(objects), size + int(headers["bytes"])
            if total > MOST_OBJECTS or size > MOST_BYTES:
                raise StixTooLarge(what=f"{total} objects, {size} bytes")
            yield objects
            last = headers.get("x-taxii-date-added-last", "")
            if told.get("more") is not True:
                return
            if not objects or not (told.get("next") or last):
                raise TaxiiNotAnswered(host=self.host, what="more, and no way to it")
            asked = (
                {**asked, "next": str(told["next"])} if told.get("next") else {**every, "added_after": last}
            )
        raise StixTooLarge(what=f"{MOST_PAGES} pages")

    def _ask(
        self, method: str, url: str, *, data: bytes | None = None, fields: Mapping[str, str] | None = None
    ) -> tuple[dict[str, Any], dict[str, str]]:
        """Return the object that the server answers, and its headers in small letters."""
        try:
            answer = self._pool.request(
                method, url, body=data, fields=dict(fields) if fields else None, headers=self._headers,
                retries=False, redirect=False, preload_content=False,
            )  # fmt: skip
            content = answer.read(MOST_BYTES + 1)
            answer.release_conn()
        except (HTTPError, OSError) as fault:
            raise TaxiiNotReached(host=self.host, what=type(fault).__name__) from None
        if answer.status not in _OK:
            raise TaxiiNotAnswered(host=self.host, what=f"HTTP {answer.status}")
        if len(content) > MOST_BYTES:
            raise StixTooLarge(what=f"> {MOST_BYTES} bytes")
        value = parse(content)
        if not isinstance(value, dict):
            raise TaxiiNotAnswered(host=self.host, what="no object")
        headers = {name.lower(): str(text) for name, text in answer.headers.items()}
        return value, headers | {"bytes": str(len(content))}


def _objects_in(told: Mapping[str, Any]) -> list[Object]:
    """Return the objects of an answer. OpenTAXII 0.9.3 tells their type where their version belongs."""
    objects = checked_objects(told.get("objects", []))
    return [
        one | {"spec_version": SPEC} if one.get("spec_version") == one["type"] else one for one in objects
    ]
