"""Fetch the look's few assets by package name, check them, and put them into the node's static files.

`python -m tools.vendor` needs npm; nobody who merely runs a node does. The tarballs' SHA-256 stand in
`tools/vendor.json`: an asset that differs from what was once looked at is refused.
"""

import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

STATIC = Path("src/borderlink/node/static/node")
PLAN = Path("tools/vendor.json")


def main() -> None:
    plan = json.loads(PLAN.read_text())
    with tempfile.TemporaryDirectory() as folder:
        for package in plan["packages"]:
            fetch(package, Path(folder))
        write_sprite(plan["icons"], Path(folder))


def fetch(package: dict[str, object], folder: Path) -> None:
    name = f"{package['name']}@{package['version']}"
    packed = subprocess.run(
        ["npm", "pack", "--silent", name], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.split()[-1]
    seen = hashlib.sha256((folder / packed).read_bytes()).hexdigest()
    if seen != package["sha256"]:
        raise SystemExit(f"{name} has SHA-256 {seen}, not {package['sha256']}: look at it before trusting it")
    with tarfile.open(folder / packed) as archive:
        archive.extractall(folder / str(package["name"]).replace("/", "-"), filter="data")
    files = package["files"]
    assert isinstance(files, dict)
    for inside, outside in files.items():
        text = (folder / str(package["name"]).replace("/", "-") / "package" / inside).read_text()
        target = STATIC / str(outside)
        target.parent.mkdir(parents=True, exist_ok=True)
        # Manifest static storage fails on a source map that is not shipped.
        target.write_text(re.sub(r"/[*/]# sourceMappingURL=[^*\n]*(\*/)?", "", text).rstrip() + "\n")
        print(f"{target}  {target.stat().st_size} bytes")


def write_sprite(icons: list[str], folder: Path) -> None:
    source = folder / "@tabler-icons" / "package" / "icons" / "outline"
    symbols = []
    for icon in icons:
        inner = re.sub(r"<!--.*?-->|</?svg[^>]*>", "", (source / f"{icon}.svg").read_text(), flags=re.DOTALL)
        inner = re.sub(r'<path stroke="none"[^>]*/>', "", inner)
        inner = " ".join(inner.split())
        symbols.append(f'<symbol id="{icon}" viewBox="0 0 24 24">{inner}</symbol>')
    target = STATIC / "icons.svg"
    target.write_text('<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n")
    print(f"{target}  {len(icons)} icons")


if __name__ == "__main__":
    main()
