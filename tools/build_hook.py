"""Compiles the catalogues while the package is built, for wheels and for editable installs."""

import sys
from pathlib import Path

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface[BuilderConfig]):
    """Runs before files are collected, for wheel, sdist and editable builds."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, object]) -> None:  # noqa: ARG002 - hatchling's signature
        root = Path(self.root)
        sys.path.insert(0, str(root))
        try:
            from tools.catalogues import compile_catalogues

            compile_catalogues(root / "src" / "borderlink")
        finally:
            sys.path.remove(str(root))
