"""Write the generated pages of docs/reference from the code itself; `--check` says which are stale.

Commands from their help texts, need to know from its table, refusals from their classes, settings from
the configuration, codes from the lists, rules from the catalogue.
"""

import importlib
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from borderlink.foundation.refusals import every_refusal
from borderlink.foundation.who import SIGHT, Kind, Role
from tools.letters_page import letters
from tools.rules_page import rules

PAGES = Path("docs/reference")
PACKAGE = Path("src/borderlink")
DEFINES = r"^class \w+\(Refusal\)"


def import_refusals() -> None:
    """Import every module that defines a refusal, so that the list is whole."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if not {"migrations", "data"} & set(path.parts) and re.search(
            DEFINES, path.read_text(), re.MULTILINE
        ):
            importlib.import_module(".".join(path.relative_to("src").with_suffix("").parts))


def refusals() -> str:
    import_refusals()
    rows = [
        "# Refusals",
        "",
        "Every expected no: its code, its sentence in English and what to do. Programs get code and",
        "facts; people get the sentence in their own language. Written by `./run fix` from the code.",
        "",
        "| code | sentence | what to do |",
        "| --- | --- | --- |",
    ]
    rows += [
        f"| `{refusal.code}` | {refusal.says} | {refusal.advice} |".replace("\n", " ")
        for refusal in every_refusal()
    ]
    return "\n".join(rows) + "\n"


def need_to_know() -> str:
    kinds = list(Kind)
    rows = [
        "# Need to know",
        "",
        "Who sees what. One function, `foundation.who.may_see(reader, subject)`, decides by this table;",
        "nothing else grants sight. An officer named on a case sees that case's things too.",
        "Written by `./run fix` from the code.",
        "",
        "| role | " + " | ".join(kind.value for kind in kinds) + " |",
        "| --- |" + " --- |" * len(kinds),
    ]
    for role in Role:
        cells = [SIGHT[role][kind].value if kind in SIGHT[role] else "–" for kind in kinds]
        rows.append(f"| {role.value} | " + " | ".join(cells) + " |")
    return "\n".join(rows) + "\n"


def walk(command: click.Command, context: click.Context) -> Iterator[tuple[str, str]]:
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from walk(
                inner, click.Context(inner, parent=context, info_name=name, max_content_width=100)
            )


def commands() -> str:
    from borderlink.node.commands import main as root

    context = click.Context(root, info_name="borderlink", max_content_width=100)
    parts = ["# Commands", "", "What `--help` says, whole. Written by `./run fix` from the code.", ""]
    for path, text in walk(root, context):
        parts += [f"## {path}", "", "```text", text, "```", ""]
    return "\n".join(parts)


def codes() -> str:
    from borderlink.language import codes as lists

    rows = [
        "# Code lists",
        "",
        "Records, letters and programs carry the code; people see its label in their language. A code is",
        "never renamed or reused; an older or shorter one stays as an alias. Traditional Chinese is made",
        "from simplified and not yet checked by an officer, except where ✓ says so. Written by `./run fix`.",
    ]
    for name in lists.list_names():
        rows += [
            "",
            f"## {name}",
            "",
            "| code | alias | en | zh-Hans | zh-Hant | vi | note |",
            "| --- " * 7 + "|",
        ]
        for row in lists.codes(name):
            words = row.labels
            hant = words["zh-Hant"] + (" ✓" if row.hant_checked else "")
            alias = " ".join(f"`{alias}`" for alias in row.aliases)
            cells = (f"`{row.code}`", alias, words["en"], words["zh-Hans"], hant, words["vi"], row.note)
            rows.append("| " + " | ".join(cells) + " |")
    return "\n".join(rows) + "\n"


def settings() -> str:
    from borderlink.node.configuration import load

    rows = [
        "# Settings",
        "",
        "A setting is given by the environment (`BORDERLINK_` and its name in capitals), by the folder's",
        "`borderlink.toml` (its name) or by the default. An unknown one is refused with the closest name;",
        "`borderlink node config` shows what is in force and where it came from. Written by `./run fix`.",
        "",
        "| setting | default | what it is |",
        "| --- | --- | --- |",
    ]
    rows += [
        f"| `{setting.name}` | {f'`{setting.default}`' if setting.default else 'empty'} | {setting.says} |"
        for setting in load({}).settings()
    ]
    return "\n".join(rows) + "\n"


def ways() -> str:
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "borderlink.node.settings")
    django.setup()
    from borderlink.foundation.slots import ways_out

    rows = [
        "# Ways out",
        "",
        "Every way by which something can leave a node. What can tell of a person or an exhibit passes",
        "`leave_node`; see docs/rooms/officers.md. Written by `./run fix` from what the rooms register.",
        "",
        "| way | what leaves by it | of persons |",
        "| --- | --- | --- |",
    ]
    rows += [f"| `{way.name}` | {way.says} | {'yes' if way.persons else 'no'} |" for way in ways_out()]
    return "\n".join(rows) + "\n"


GENERATED: dict[str, Callable[[], str]] = {
    "refusals.md": refusals,
    "need-to-know.md": need_to_know,
    "cli.md": commands,
    "codes.md": codes,
    "letters.md": letters,
    "rules.md": rules,
    "settings.md": settings,
    "ways-out.md": ways,
}


def stale() -> list[str]:
    """Return the pages that differ from what the code says now."""
    return [
        name
        for name, write in GENERATED.items()
        if not (PAGES / name).is_file() or (PAGES / name).read_text() != write()
    ]


def main() -> int:
    if "--check" in sys.argv:
        old = stale()
        print("\n".join(f"docs/reference/{name} is stale: ./run fix" for name in old))
        return 1 if old else 0
    for name, write in GENERATED.items():
        (PAGES / name).write_text(write())
    return 0


if __name__ == "__main__":
    sys.exit(main())
