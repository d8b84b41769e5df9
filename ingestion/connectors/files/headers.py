"""Rows of names: titles above them, and groups of columns whose name stands once above several.

Belongs here: the names of a file's columns from its first rows. Not here: rows of values (files).
"""

from __future__ import annotations

from collections.abc import Sequence

BETWEEN = "/"


def column_names(rows: Sequence[Sequence[str | None]]) -> list[str]:
    """Return one name per column from the rows of names.

    A group's name stands above the first of its columns, as merged cells do; a column of it is `group/name`. A column
    without a name of its own below has the upper one, and ends the group on its left. One without any name is called
    by its place, such as `#7`.

    Args:
        rows: The rows of names, from above; shorter ones lack their last cells.
    """
    width = max((len(row) for row in rows), default=0)
    names = [_cell(rows[-1], place) for place in range(width)] if rows else []
    for row in reversed(rows[:-1]):
        names = _below_groups([_cell(row, place) for place in range(width)], names)
    return [name or f"#{place}" for place, name in enumerate(names, start=1)]


def _below_groups(groups: Sequence[str], names: Sequence[str]) -> list[str]:
    found, group = [], ""
    for above, name in zip(groups, names, strict=True):
        group = above if above or not name else group
        found.append(BETWEEN.join(part for part in (group, name) if part))
        group = group if name else ""
    return found


def _cell(row: Sequence[str | None], place: int) -> str:
    return (row[place] or "").strip() if place < len(row) else ""
