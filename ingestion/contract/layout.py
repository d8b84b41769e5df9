"""What a contract says of where its table stands on a sheet, and which rows of it are no data.

Belongs here: reading those properties into one object. Not here: applying them (connectors), and the forms of values
(contract_properties).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warehouse.errors import ContractError

_COLUMNS = re.compile(r"([A-Z]{1,3}):([A-Z]{1,3})")
_LISTS = ("tableStart", "totals", "untotalled", "tableEnd")


@dataclass(frozen=True)
class Layout:
    """Where a table stands in a workbook or text, beside its rows of names.

    Attributes:
        sheets: Names of its sheets, or patterns of them such as `2026-*`; none is the first sheet.
        start: Names that stand in its first row of names, in this order; it begins where they stand.
        columns: Letters of its first and last column, where others stand beside it.
        totals: Words of rows that state totals.
        untotalled: Columns of the contract whose stated totals are no sums of the rows above them.
        end: With one of these a row begins that is no part of the table any more.
    """

    sheets: tuple[str, ...] = ()
    start: tuple[str, ...] = ()
    columns: tuple[str, str] | None = None
    totals: tuple[str, ...] = ()
    untotalled: tuple[str, ...] = ()
    end: tuple[str, ...] = ()

    def applies_to(self, file_format: str) -> bool:
        """Tell whether files are read by their layout: every workbook, and texts for which a contract says one."""
        return file_format == "xlsx" or (file_format == "csv" and self != Layout())


def read_layout(extras: Mapping[str, Any], path: Path) -> Layout:
    """Return what these properties of a table say of its place.

    Raises:
        ContractError: A value is of the wrong kind, or both a row and names say where the table begins.
    """
    lists = {name: extras.get(name, []) for name in _LISTS}
    for name, value in lists.items():
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise ContractError(f"{name} is {value!r}.", where=str(path), todo="Write a list of texts.")
    if lists["tableStart"] and "headerRow" in extras:
        raise ContractError(
            "it declares headerRow and tableStart as well.", where=str(path), todo="Leave one of them out."
        )
    return Layout(
        sheets=_sheets(extras.get("sheet", []), path),
        start=tuple(lists["tableStart"]),
        columns=_columns(extras.get("tableColumns"), path),
        totals=tuple(lists["totals"]),
        untotalled=tuple(lists["untotalled"]),
        end=tuple(lists["tableEnd"]),
    )


def _sheets(value: Any, path: Path) -> tuple[str, ...]:
    sheets = [value] if isinstance(value, str) else value
    if not isinstance(sheets, list) or not all(isinstance(name, str) and name for name in sheets):
        raise ContractError(
            f"sheet is {value!r}.", where=str(path), todo="Write the name of a sheet, a pattern, or a list of these."
        )
    return tuple(sheets)


def _columns(value: Any, path: Path) -> tuple[str, str] | None:
    if value is None:
        return None
    found = _COLUMNS.fullmatch(str(value))
    if found is None:
        raise ContractError(f"tableColumns is {value!r}.", where=str(path), todo="Write letters, such as B:F.")
    return found[1], found[2]
