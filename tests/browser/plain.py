"""Pages asked for without a browser, as one officer: what they answer, where they lead, their shape."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, urlencode, urljoin, urlsplit
from urllib.request import Request, urlopen

LEAVE = re.compile(
    r"/(logout|static|media|health|download|quarantine|original)|/(file|page|record|print)/$|\.(csv|jpg|json|png|parquet|pdf|zip)"
)
Mark = tuple[str, ...]


@dataclass(slots=True)
class Answer:
    """What a page said: its shape is what stands in it, less words, values and numbers."""

    path: str
    status: int = 0
    language: str = ""
    headings: int = 0
    links: list[str] = field(default_factory=list)
    reason: str | None = None  # the first that a page offers which asks why
    shape: set[Mark] = field(default_factory=set)


class _Reader(HTMLParser):
    """Reads a page into an answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer, self.token = answer, ""
        self._form, self._asks, self._main = "", False, False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.answer.language = given.get("lang", "")
        self.answer.headings += tag == "h1"
        if tag == "a" and "href" in given:
            self.answer.links.append(given["href"])
        if given.get("name") == "csrfmiddlewaretoken":
            self.token = given["value"]
        self._read_reason(tag, given)
        self._main = self._main or tag == "main"
        if self._main:
            told = [re.sub(r"\d+", "#", given.get(name, "")) for name in ("class", "type", "name", "role")]
            self.answer.shape.add((tag, *told))

    def _read_reason(self, tag: str, given: dict[str, str]) -> None:
        if tag == "form":
            self._form = given.get("method", "get").lower()
        if self._form == "get" and given.get("name") == "why":
            self._asks = tag == "select"
            if not self._asks and self.answer.reason is None:
                self.answer.reason = given.get("value", "")
        if tag == "option" and self._asks and given.get("value"):
            self.answer.reason, self._asks = given["value"], False

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = ""
        if tag == "main":
            self._main = False


class Visitor:
    """An officer whose seat a browser took: the same cookies, and no browser."""

    def __init__(self, address: str, state: Path) -> None:
        cookies = json.loads(state.read_text(encoding="utf-8"))["cookies"]
        self.address, self._token = address, ""
        self._cookies = "; ".join(f"{one['name']}={one['value']}" for one in cookies)

    def look(self, path: str, data: bytes | None = None) -> Answer:
        """Ask for a page."""
        request = Request(urljoin(self.address, path), data, {"Cookie": self._cookies})  # noqa: S310
        try:
            with urlopen(request, timeout=60) as response:  # noqa: S310
                status, where, text = response.status, response.url, response.read().decode()
        except HTTPError as fault:
            with fault:
                status, where, text = fault.code, path, fault.read().decode(errors="replace")
        answer = Answer(path=urlsplit(where).path, status=status)
        reader = _Reader(answer)
        reader.feed(text)
        self._token = reader.token or self._token
        answer.links = [
            urlsplit(link).path
            for link in (urljoin(urljoin(self.address, answer.path), one) for one in answer.links)
            if urlsplit(link).netloc == urlsplit(self.address).netloc
        ]
        return answer

    def speak(self, language: str) -> None:
        """Choose a language."""
        self.look("/")
        self.look(
            "/language/", urlencode({"language": language, "csrfmiddlewaretoken": self._token}).encode()
        )

    def walk(self) -> Iterator[tuple[str, Answer]]:
        """Yield every page that links lead to from the first, one of a kind, with its address.

        A page that asks why is yielded as it asks, and again with a reason given.
        """
        seen, waiting = set[str](), [self.look("/").path]
        while waiting:
            path = waiting.pop(0)
            if kind_of(path) in seen or LEAVE.search(path):
                continue
            seen.add(kind_of(path))
            answer = self.look(path)
            yield path, answer
            if answer.reason is not None:
                path = f"{path}?why={quote(answer.reason)}"
                answer = self.look(path)
                yield path, answer
            waiting += answer.links


def kind_of(path: str) -> str:
    """Return the page's kind: numbers, waybills and codes are one and the same."""
    return re.sub(r"(?<=/)(?=[^/?]*\d)[^/?]+", "*", path)
