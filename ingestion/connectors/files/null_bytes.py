"""NUL bytes in text files: what a disk or a transfer leaves where text was lost.

DuckDB reads them as if they were letters, so a damaged text would land in silence.

Belongs here: finding them. Not here: files that are not text, and values that cannot be read (the gate).
"""

from __future__ import annotations

import mmap
from pathlib import Path

from ingestion.contract.document import JSON_FORMATS, SourceTable
from warehouse.errors import SchemaBreakError

_TEXT = {"csv", *JSON_FORMATS}


def refuse_null_bytes(table: SourceTable, path: Path) -> None:
    """Stop a text file with a NUL byte; in UTF-16 it is a part of letters.

    Raises:
        SchemaBreakError: There is one; the message names its line.
    """
    if table.file_format not in _TEXT or table.encoding.lower().startswith("utf-16") or not path.stat().st_size:
        return
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        place = content.find(b"\0")
        line = content[:place].count(b"\n") + 1 if place >= 0 else 0
    if line:
        raise SchemaBreakError(
            "there is a NUL byte, so a part of the file was lost, or it is in another encoding than its contract says.",
            where=f"{path.name}, line {line}",
            todo="Export the file again.",
        )
