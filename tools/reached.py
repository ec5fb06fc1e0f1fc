"""What of some modules is reached from one function: their own text, less what nothing asks for.

A top-level name is reached when reached code names it, a method when reached code asks anything for an
attribute of its name. More may be kept than is needed, never less, unless a name is made up while the program
runs; fields of dataclasses and members of enumerations, which are asked for so, always stay.
"""

import ast
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

WIDTH = 110
Definition = ast.FunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign


@dataclass
class Module:
    """One module: its text, what it defines and imports under which name, and what of it is kept.

    ``plain`` are modules imported by their own name: what is asked of them is no method of ours.
    """

    name: str
    text: str
    defined: dict[str, Definition] = field(default_factory=dict)
    imported: dict[str, tuple[str, str]] = field(default_factory=dict)
    plain: set[str] = field(default_factory=set)
    kept: set[ast.AST] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.tree = ast.parse(self.text)
        for node in self.tree.body:
            if isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    self.imported[alias.asname or alias.name] = (node.module, alias.name)
            elif isinstance(node, ast.Import):
                self.plain |= {alias.asname or alias.name for alias in node.names}
            elif isinstance(node, Definition):
                self.defined |= dict.fromkeys(_names_of(node), node)


class Reaching:
    """Follows names from module to module until nothing new is reached."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.modules = {name: Module(name, text) for name, text in texts.items()}
        self._attributes: set[str] = set()

    def start(self, module: str, name: str, attributes: Collection[str]) -> None:
        """Keep what a function of a module needs, when its caller asks its answer for ``attributes``."""
        self._attributes |= set(attributes)
        self._reach(self.modules[module], name)
        for one in self.modules.values():  # a module that is not imported stays out, whatever it holds
            for node in one.tree.body:
                if isinstance(node, ast.If) and one.kept:
                    self._take(one, node.test)
        while self._members():
            pass

    def _members(self) -> bool:
        """Take every member of a kept class that is asked for by now; say whether there was one."""
        found = [
            (module, member)
            for module in self.modules.values()
            for node in module.kept
            if isinstance(node, ast.ClassDef)
            for member in node.body
            if member not in module.kept and self._is_asked(node, member)
        ]
        for module, member in found:
            module.kept.add(member)
            self._take(module, member)
        return bool(found)

    def _is_asked(self, of: ast.ClassDef, member: ast.stmt) -> bool:
        if isinstance(member, ast.FunctionDef):
            return _is_special(member.name) or member.name in self._attributes
        if isinstance(member, ast.AnnAssign) and "ClassVar" not in ast.unparse(member.annotation):
            return True
        if isinstance(member, ast.Assign | ast.AnnAssign):
            is_listed = any("Enum" in ast.unparse(base) for base in of.bases)
            return is_listed or any(
                _is_special(name) or name in self._attributes for name in _names_of(member)
            )
        return True

    def _reach(self, module: Module, name: str) -> None:
        node = module.defined.get(name)
        if node is not None and node not in module.kept:
            module.kept.add(node)
            if isinstance(node, ast.ClassDef):
                for part in (*node.decorator_list, *node.bases, *node.keywords):
                    self._take(module, part)
            else:
                self._take(module, node)
        elif name in module.imported:
            source, inner = module.imported[name]
            if source in self.modules:
                self._reach(self.modules[source], inner)

    def _take(self, module: Module, node: ast.AST) -> None:
        for part in ast.walk(node):
            if isinstance(part, ast.Name):
                module.names.add(part.id)
                self._reach(module, part.id)
            elif isinstance(part, ast.Attribute):
                of = part.value.id if isinstance(part.value, ast.Name) else ""
                inner = self.modules.get(".".join(module.imported.get(of, ())))
                if inner is not None:
                    self._reach(inner, part.attr)
                elif of not in module.plain:
                    self._attributes.add(part.attr)

    def text_of(self, name: str) -> str:
        """Return a module's text, less what was not reached; empty when nothing was."""
        module = self.modules[name]
        if not module.kept:
            return ""
        lines: list[str | None] = list(module.text.splitlines())
        for node in module.tree.body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                _put(lines, node, _import_of(node, module.names))
            for part in _left_out(module, node):
                _put(lines, part, [])
        text = "\n".join(line for line in lines if line is not None)
        text = re.sub(r"\n{3,}(?=    )", "\n\n", re.sub(r"\n{4,}", "\n\n\n", text))
        return text.strip() + "\n"


def _left_out(module: Module, node: ast.stmt) -> Iterator[ast.stmt]:
    """Yield a statement that is not kept, or the members of a kept class that are not."""
    if isinstance(node, ast.If):
        if not _names_in(node) & module.names:
            yield node
    elif isinstance(node, Definition) and node not in module.kept:
        yield node
    elif isinstance(node, ast.ClassDef):
        yield from (member for member in node.body if member not in module.kept)


def _is_special(name: str) -> bool:
    return name.startswith("__")


def _names_of(node: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement defines."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    for target in targets:
        for part in ast.walk(target) if target is not None else ():
            if isinstance(part, ast.Name):
                yield part.id


def _names_in(block: ast.If) -> set[str]:
    """Return the names that a block of imports for the type checker brings."""
    return {
        alias.asname or alias.name
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def _import_of(node: ast.Import | ast.ImportFrom, names: Collection[str]) -> list[str]:
    """Return the lines of an import with those names alone that are used."""
    kept = [alias for alias in node.names if (alias.asname or alias.name).partition(".")[0] in names]
    if not kept:
        return []
    node.names = kept
    line = ast.unparse(node)
    if len(line) <= WIDTH or isinstance(node, ast.Import):
        return [line]
    return [f"from {node.module} import (", *(f"    {ast.unparse(alias)}," for alias in kept), ")"]


def _put(lines: list[str | None], node: ast.stmt, instead: list[str]) -> None:
    """Put other lines in the place of a statement; without any, its comment and decorators go too."""
    decorators = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(one.lineno for one in decorators)]) - 1
    while not instead and first and (lines[first - 1] or "").lstrip().startswith("#"):
        first -= 1
    end = node.end_lineno or node.lineno
    lines[first:end] = ["\n".join(instead) if instead else None] + [None] * (end - first - 1)
