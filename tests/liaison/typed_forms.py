"""What a browser would send of a page's form: every field as it is shown, changed by what is typed."""

from html.parser import HTMLParser

Typed = dict[str, str | list[str]]


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self._select: tuple[str, bool] | None = None
        self._first: str | None = None
        self._text: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "input" and said.get("type") not in {"submit", "checkbox", "radio", "hidden"}:
            self._keep(said.get("name", ""), said.get("value", ""))
        elif tag == "input" and (said.get("type") == "hidden" or "checked" in said):
            self._keep(said.get("name", ""), said.get("value", "on"))
        elif tag == "select":
            self._select, self._first = (said.get("name", ""), False), None
        elif tag == "option" and self._select:
            self._option(said)
        elif tag == "textarea":
            self._text = said.get("name", "")
            self.found[self._text] = [""]

    def _option(self, said: dict[str, str]) -> None:
        assert self._select is not None
        name, chosen = self._select
        if "selected" in said:
            self.found[name] = [said.get("value", "")]
            self._select = (name, True)
        elif not chosen and self._first is None:
            self._first = said.get("value", "")
            self.found[name] = [self._first]

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = None
        elif tag == "textarea":
            self._text = None

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self.found[self._text] = [self.found[self._text][0] + data.lstrip("\n")]

    def _keep(self, name: str, value: str) -> None:
        if name:
            self.found.setdefault(name, []).append(value)


def typed(page: str, **changes: str | list[str]) -> Typed:
    """Return the fields of the form in a page's main part; a name in ``changes`` has `_` for `-` once."""
    parser = _Fields()
    parser.feed(page[page.index('id="content"') :])
    shown: Typed = {name: values[0] if len(values) == 1 else values for name, values in parser.found.items()}
    return shown | changes
