"""What a source says in the end: the latest version of each row over all its files, or the last file that holds all.

Belongs here: folding dated files. Not here: what must hold of the result.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import duckdb
import openpyxl

from simulation.company import all_witnesses
from simulation.witnesses.writing import EXCEL, JSON_LINES, Sheet

Rows = list[tuple[object, ...]]
_LINES = "columns = {'line': 'varchar'}, header = false, quote = '', escape = '', delim = e'\\x01'"


def folded(extracts: Path) -> dict[str, Rows]:
    """Return the current rows of every sheet, `crm.deals` for example, in order."""
    with duckdb.connect() as connection:
        return {name: _fold(connection, sheet, files) for name, sheet, files in _sheets(extracts)}


def _sheets(extracts: Path) -> Iterator[tuple[str, Sheet, list[Path]]]:
    for witness in all_witnesses():
        for sheet in witness.sheets:
            files = sorted((extracts / witness.name).glob(f"{sheet.name}_20*.{sheet.form}"))
            if files:
                yield f"{witness.name}.{sheet.name}", sheet, files[-1:] if sheet.is_whole else files


def _fold(connection: duckdb.DuckDBPyConnection, sheet: Sheet, files: list[Path]) -> Rows:
    if sheet.form == EXCEL or sheet.encoding != "utf-8":
        return _fold_few(sheet, files)
    is_json = sheet.form == JSON_LINES
    options = _LINES if is_json else f"all_varchar = true, delim = '{sheet.delimiter}'"
    key = "coalesce(line ->> '$.id', line)" if is_json else ", ".join(sheet.key)
    return connection.execute(
        f"""select * exclude (filename) from read_csv(?, {options}, filename = true)
        qualify row_number() over (partition by {key} order by filename desc) = 1 order by all""",
        [[str(path) for path in files]],
    ).fetchall()


def _fold_few(sheet: Sheet, files: list[Path]) -> Rows:
    """Fold files that only Python reads: other encodings, and workbooks."""
    rows: dict[tuple[object, ...], tuple[object, ...]] = {}
    for path in files:
        header, *lines = _read_workbook(path) if sheet.form == EXCEL else _read_encoded(sheet, path)
        places = [header.index(name.strip('"')) for name in sheet.key]
        rows.update({tuple(line[place] for place in places): line for line in lines})
    return sorted(rows.values(), key=str)


def _read_workbook(path: Path) -> Rows:
    return list(openpyxl.load_workbook(path, read_only=True).worksheets[0].iter_rows(values_only=True))


def _read_encoded(sheet: Sheet, path: Path) -> Rows:
    lines = path.read_text(encoding=sheet.encoding).splitlines()
    return [tuple(line) for line in csv.reader(lines, delimiter=sheet.delimiter)]
