"""Where a table of a folder stands in its files, as a contract says it.

Belongs here: glob, format, encoding and delimiter of a table's files. Not here: what stands in them (looking).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingestion.mapping.system_profile import TableProfile

_DATE = re.compile(r"(?<!\d)20\d{2}-?\d{2}-?\d{2}.*$")
_FORMATS = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl"}
_FORMATS |= {".parquet": "parquet", ".xlsx": "xlsx"}


@dataclass(frozen=True)
class TableFiles:
    """Which files are a table's, and how they are written.

    Attributes:
        path_glob: Which files below the source's folder.
        file_format: One of the contract's formats.
        properties: Custom properties of the table, such as the row of its names.
    """

    path_glob: str
    file_format: str
    delimiter: str = ","
    encoding: str = "utf-8"
    properties: tuple[dict[str, Any], ...] = ()


def files_of(table: TableProfile, folder: Path) -> TableFiles | None:
    """Return where a table stands in files; None for a table of a database."""
    if table.file_name is None:
        return None
    path = next(iter(sorted(folder.rglob(table.file_name))), folder / table.file_name)
    place = "" if path.parent == folder else "**/"
    dated = _DATE.sub("[0-9]*", path.stem)
    file_format = _FORMATS[path.suffix.lower()]
    glob = f"{place}{dated}{path.suffix}"
    found = table.found
    if found is None:
        return TableFiles(glob, file_format)
    properties = tuple({"property": name, "value": value} for name, value in found.properties.items())
    return TableFiles(glob, file_format, found.delimiter, found.encoding, properties)
