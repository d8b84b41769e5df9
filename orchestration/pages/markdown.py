"""Markdown as the generated pages need it.

Belongs here: tables, lists of names and blocks. Not here: what stands in them (reference, canonical_page).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Row = Sequence[str]


def grid(head: Row, rows: Iterable[Row]) -> str:
    """A table; a pipe or a line break inside a cell does not end it."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def as_codes(names: Iterable[str]) -> str:
    """Names as code, with commas between them."""
    return ", ".join(f"`{name}`" for name in names)


def blocks(parts: Iterable[str]) -> str:
    """Blocks with an empty line between them, and one line break at the end."""
    return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
