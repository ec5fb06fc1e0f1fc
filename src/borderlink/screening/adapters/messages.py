"""China's cross-border messages (CEB311, CEB411, CEB511, CEB621) out of XML that may be hostile.

Expat reads piece by piece; a document type, an entity, another encoding than the named one, a nesting or a
text beyond measure end the reading (docs/decisions/0013-messages.md). Of identity numbers only a salted hash
leaves this module, and the salt dies with the reading.
"""

import codecs
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Final
from xml.parsers import expat

import polars as pl

from borderlink.screening.adapters.opening import Manifest
from borderlink.screening.domain.papers import LINE, PAPERS
from borderlink.screening.refusals.files import ManifestNotATable
from borderlink.screening.refusals.formats import XmlBroken, XmlEncoding, XmlEntities, XmlTooLarge

# Namespace and names: the single windows' published samples, and the specification of the unified import
# system (企业对接报文规范); docs/reference/manifests.md says which field is read, and from where it is known.
_NAMESPACES: Final = frozenset({"http://www.chinaport.gov.cn/ceb", ""})
_MESSAGES: Final = {
    "CEB311Message": "order", "CEB411Message": "payment", "CEB511Message": "waybill",
    "CEB621Message": "inventory",
}  # fmt: skip
_DOCUMENTS: Final = {"Order", "Payment", "Logistics", "Inventory"}
_ENCODINGS: Final = {
    "utf-8": "utf-8", "utf8": "utf-8", "us-ascii": "utf-8", "gb18030": "gb18030", "gbk": "gb18030",
    "gb2312": "gb18030", "utf-16": "utf-16",
}  # fmt: skip
_MARKS: Final = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_NAMED: Final = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_DEEPEST: Final = 8  # elements within each other
_LONGEST: Final = 16_384  # characters of one field
_MOST: Final = 20_000  # fields of one document
_SILENT: Final = 4 * 2**20  # bytes without an element or a text: one endless tag
_PIECE: Final = 64 * 1024
_IDENTITY: Final = frozenset({"buyerIdNumber", "payerIdNumber"})


@dataclass(slots=True)
class Messages:
    """The documents of all files so far, by kind: rows under the names of ``PAPERS``, and goods lines."""

    salt: bytes
    rows: dict[str, list[tuple[object, ...]]] = field(default_factory=lambda: {kind: [] for kind in PAPERS})
    lines: dict[str, list[tuple[object, ...]]] = field(default_factory=lambda: {kind: [] for kind in LINE})
    files: list[str] = field(default_factory=list)

    def take(self, read: "_Reading", file: str) -> None:
        """Add what one file held, once it was read to its end."""
        self.files.append(file)
        for kind, rows in read.rows.items():
            self.rows[kind] += rows
        for kind, lines in read.lines.items():
            self.lines[kind] += lines

    def frames(self) -> dict[str, pl.DataFrame]:
        """Return a frame a kind, and ``<kind>_lines`` for its goods lines."""
        found = {kind: _frame(rows, ("file", "place", *PAPERS[kind])) for kind, rows in self.rows.items()}
        return found | {
            f"{kind}_lines": _frame(rows, ("file", "place", *LINE[kind])) for kind, rows in self.lines.items()
        }


def _frame(rows: list[tuple[object, ...]], names: tuple[str, ...]) -> pl.DataFrame:
    schema: dict[str, pl.DataType] = {name: pl.String() for name in names} | {"place": pl.UInt32()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def read_messages(manifest: Manifest, size: int, into: Messages, progress: Callable[[float], None]) -> None:
    """Read the documents of one file into ``into``: all of them, or none where the file is refused.

    Refuses: ``ManifestNotATable`` (no such message), ``XmlBroken``, ``XmlEntities``, ``XmlTooLarge``,
    ``XmlEncoding``.
    """
    reading = _Reading(file=manifest.name, salt=into.salt)
    parser = _parser(reading)
    with manifest.path.open("rb") as file:
        try:
            for piece in _decoded(file, manifest.name):
                reading.silent += len(piece)
                parser.Parse(piece, False)  # noqa: FBT003 - expat's own signature
                reading.check()
                progress(min(file.tell() / size, 1.0))
            parser.Parse(b"", True)  # noqa: FBT003
        except expat.ExpatError as fault:
            raise XmlBroken(file=manifest.name, line=fault.lineno, column=fault.offset + 1) from None
    into.take(reading, manifest.name)


def _decoded(file: IO[bytes], name: str) -> Iterator[bytes]:
    """Yield the file as UTF-8, decoded as its mark or its first line says. Refuses: ``XmlEncoding``."""
    head = file.read(400)
    file.seek(0)
    marked = next((kind for mark, kind in _MARKS.items() if head.startswith(mark)), None)
    match = _NAMED.match(head.removeprefix(codecs.BOM_UTF8))
    named = match.group(1).decode().lower() if match else "utf-8"
    encoding = marked or _ENCODINGS.get(named)
    if encoding is None or (encoding == "utf-16" and not marked):
        raise XmlEncoding(file=name, encoding=named)
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        while piece := file.read(_PIECE):
            yield decoder.decode(piece).encode()
        yield decoder.decode(b"", final=True).encode()
    except UnicodeError:
        raise XmlEncoding(file=name, encoding=encoding.removesuffix("-sig").upper()) from None


def _parser(reading: "_Reading") -> expat.XMLParserType:
    parser = expat.ParserCreate("utf-8", " ")
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartElementHandler = reading.begin
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.say
    parser.StartDoctypeDeclHandler = reading.refuse_entities
    parser.EntityDeclHandler = reading.refuse_entities
    parser.ExternalEntityRefHandler = reading.refuse_entities
    return parser


@dataclass(slots=True)
class _Reading:
    """Where the reading of one file stands, and the documents found."""

    file: str
    salt: bytes
    kind: str = ""
    place: int = 0
    depth: int = 0
    silent: int = 0
    fields: int = 0
    text: list[str] = field(default_factory=list)
    said: int = 0
    inside: bool = False
    head: dict[str, str] = field(default_factory=dict)
    line: dict[str, str] | None = None
    rows: dict[str, list[tuple[object, ...]]] = field(default_factory=lambda: {kind: [] for kind in PAPERS})
    lines: dict[str, list[tuple[object, ...]]] = field(default_factory=lambda: {kind: [] for kind in LINE})

    def begin(self, name: str, _attributes: Mapping[str, str]) -> None:
        """Take up an element."""
        self.silent, self.said, self.text = 0, 0, []
        self.depth += 1
        if self.depth > _DEEPEST:
            raise XmlTooLarge(file=self.file, what="depth", most=_DEEPEST)
        space, _, local = name.rpartition(" ")
        if self.depth == 1:
            self.kind = _MESSAGES.get(local, "") if space in _NAMESPACES else ""
            if not self.kind:
                raise ManifestNotATable(file=self.file, kind="structured")
        elif self.depth == 2:  # noqa: PLR2004 - the document below the message
            self.inside = local in _DOCUMENTS
            self.head, self.line, self.fields = {}, None, 0
        elif self.depth == 3 and local.endswith("List"):  # noqa: PLR2004
            self.line = {}

    def end(self, name: str) -> None:
        """Close an element: keep a field, a goods line or a document."""
        self.depth -= 1
        local = name.rpartition(" ")[2]
        if self.inside and self.depth == 3:  # noqa: PLR2004
            self._keep(local, "".join(self.text).strip())
        elif self.inside and self.depth == 2 and self.line is not None and local.endswith("List"):  # noqa: PLR2004
            self._close_line()
        elif self.inside and self.depth == 1:
            self.rows[self.kind].append((self.file, self.place + 1, *map(self.head.get, PAPERS[self.kind])))
            self.place += 1
        self.text, self.said = [], 0

    def _keep(self, name: str, value: str) -> None:
        self.fields += 1
        if self.fields > _MOST:
            raise XmlTooLarge(file=self.file, what="parts", most=_MOST)
        if name in _IDENTITY:
            value = self._hashed(value)
        if value:
            (self.head if self.line is None else self.line)[name] = value

    def _hashed(self, number: str) -> str:
        """Return an identity number as something that can only be compared; nothing for a masked one."""
        if not number or "*" in number:
            return ""
        return hashlib.blake2b(number.upper().encode(), key=self.salt, digest_size=16).hexdigest()

    def _close_line(self) -> None:
        if self.kind in LINE and self.line is not None:
            said = map(self.line.get, LINE[self.kind])
            self.lines[self.kind].append((self.file, self.place + 1, *said))
        self.line = None

    def say(self, text: str) -> None:
        """Hear a piece of text."""
        self.silent = 0
        self.said += len(text)
        if self.inside and self.said > _LONGEST:
            raise XmlTooLarge(file=self.file, what="text", most=_LONGEST)
        if self.inside:
            self.text.append(text)

    def check(self) -> None:
        """Refuse a file that is one endless tag."""
        if self.silent > _SILENT:
            raise XmlTooLarge(file=self.file, what="text", most=_SILENT)

    def refuse_entities(self, *_said: object) -> int:
        """Refuse a document type and whatever else could grow."""
        raise XmlEntities(file=self.file)
