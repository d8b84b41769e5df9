"""Where a table of a folder stands in its files, as a contract says it.

Belongs here: glob, format, encoding and delimiter of a table's files. Not here: what stands in them (looking).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingestion.mapping.system_profile import TableProfile
from warehouse.errors import SchemaBreakError

_DATE = re.compile(r"(?<!\d)20\d{2}-?\d{2}-?\d{2}.*$")
_FORMATS = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl"}
_FORMATS |= {".parquet": "parquet", ".xlsx": "xlsx"}
_FIRST_BYTES = 1_000_000
_MARK_OF_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


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
    """Return where a table stands in files; None for a table of a database.

    Raises:
        SchemaBreakError: Its text is in no encoding that is known.
    """
    if table.file_name is None:
        return None
    path = next(iter(sorted(folder.rglob(table.file_name))), folder / table.file_name)
    place = "" if path.parent == folder else "**/"
    dated = _DATE.sub("[0-9]*", path.stem)
    file_format = _FORMATS[path.suffix.lower()]
    glob = f"{place}{dated}{path.suffix}"
    if file_format != "csv":
        is_one_of_several = table.sheet is not None and table.name == table.sheet
        sheet = ({"property": "sheet", "value": table.sheet},) if is_one_of_several else ()
        return TableFiles(glob, file_format, properties=sheet)
    text, encoding = _decoded(path)
    return TableFiles(glob, file_format, _delimiter(text), encoding)


def _decoded(path: Path) -> tuple[str, str]:
    """The beginning of a file of text, and its encoding by the name that contracts have."""
    with path.open("rb") as stream:
        raw = stream.read(_FIRST_BYTES)
    whole = raw[: raw.rfind(b"\n") + 1] or raw
    if raw.startswith(_MARK_OF_UTF_16):
        return raw[: len(raw) // 2 * 2].decode("utf-16", errors="ignore"), "utf-16"
    for encoding in ("utf-8", "gb18030"):
        try:
            return whole.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise SchemaBreakError(
        "the encoding is neither UTF-8, UTF-16 nor GB18030.", where=path.name, todo="Export the file as UTF-8."
    )


def _delimiter(text: str) -> str:
    line = text.splitlines()[0] if text else ""
    return max((",", ";", "\t", "|"), key=line.count)
