"""Faults within a row: a value that no longer is what the system meant.

Belongs here: what a class of faults is, and reading the list beside (`rows.toml`). Not here: faults of whole files
(`files`), or planting them (`planting`).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_LIST = Path(__file__).with_name("rows.toml")


@dataclass(frozen=True)
class RowFault:
    """A class of faults planted in some rows of a sheet.

    Attributes:
        name: The class.
        sheet: Source and sheet, `crm.deals`; `shop_*` stands for both shops.
        place: SQL for the row's key, as it stands in the extract.
        change: For CSV the assignment, `amount = 'n/a'`; for JSON lines the patch as SQL text.
        table: The table that the contract makes of these rows.
        column: Column of that table.
        money: SQL for the money that hangs on the row, null where it carries none.
        currency: SQL for its currency.
        only: Condition on the rows that can have it.
        kind: For JSON lines: which kind of line.
    """

    name: str
    sheet: str
    place: str
    change: str
    table: str
    column: str
    money: str = "null"
    currency: str = "null"
    only: str = "true"
    kind: int = 0


@cache
def row_faults() -> tuple[RowFault, ...]:
    """Return every class in the order of `rows.toml`."""
    content = tomllib.loads(_LIST.read_text(encoding="utf-8"))
    rows: dict[str, dict[str, Any]] = content["row"]
    return tuple(RowFault(**{**rows[fault.pop("on")], **fault}) for fault in content["fault"])
