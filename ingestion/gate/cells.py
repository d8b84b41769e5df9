"""In which cell of a sheet, or line of a text, the faults of a refused row stand.

Belongs here: naming these places. Not here: the row's fate (rows), and where a table stands (connectors).
"""

from __future__ import annotations

import json
from typing import Any

from ingestion.connectors.files.sheets.places import LETTERS, PLACE, ROW, SHEET
from ingestion.contract.document import SourceTable


def cells_of(table: SourceTable, faults: str | None, original: str) -> str:
    """Say where the faults of a row stand, such as `一月!D7, E7` or `line 7`; nothing where its file has no places.

    Args:
        table: The contract.
        faults: The rules that it broke, as `column:rule` joined by commas.
        original: The row as it stood, as JSON.
    """
    row = json.loads(original) if table.layout.applies_to(table.file_format) else {}
    if ROW not in row:
        return ""
    if row.get(SHEET) is None:
        return f"line {row[ROW]}"
    broken = {fault.partition(":")[0] for fault in faults.split(",")} if faults else set(table.key)
    letters = json.loads(row[LETTERS])
    named = [name for column in table.columns if column.name in broken for name in column.physical_names]
    cells = [f"{letters[name]}{row[ROW]}" for name in named if name in letters]
    return f"{row[SHEET]}!{', '.join(cells) or f'row {row[ROW]}'}"


def as_it_stood(original: str) -> str:
    """The row as it stood, without what tells its place."""
    row: Any = json.loads(original)
    if not isinstance(row, dict) or ROW not in row:
        return original
    return json.dumps({name: value for name, value in row.items() if name not in PLACE}, ensure_ascii=False)
