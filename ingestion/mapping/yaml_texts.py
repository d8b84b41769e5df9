"""YAML as the house writes it: items of a list stand below their name, nothing is written by reference.

Belongs here: how it looks. Not here: what it says.
"""

from __future__ import annotations

from typing import Any

import yaml


class _HouseDumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def yaml_text(document: dict[str, Any]) -> str:
    """Return a document as text."""
    return yaml.dump(document, Dumper=_HouseDumper, sort_keys=False, allow_unicode=True, width=116)
