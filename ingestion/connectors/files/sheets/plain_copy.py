"""A table that was found on a sheet, as plain rows: what a run would read if the contract said what was found.

Belongs here: the contract of a found table, and its values with days as `2026-01-31` and numbers as `1234.5`. Not here:
finding (finder), and reading by a contract that a person has seen (the gate).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import yaml

from ingestion.connectors.files.reading import open_rows
from ingestion.connectors.files.sheets.finder import FoundTable
from ingestion.connectors.files.sheets.layout import as_rows
from ingestion.connectors.files.transcoding import as_utf8
from ingestion.contract.document import ROW_NUMBER, SourceTable, read_contract
from ingestion.gate.value_sql import typed
from warehouse.connections import literal, quoted


def copy_plain(connection: duckdb.DuckDBPyConnection, table: FoundTable, target: Path) -> None:
    """Write the values of a found table to Parquet, as texts under the names of its columns.

    Args:
        connection: Any DuckDB connection; nothing is left in it.
        table: What was found.
        target: The Parquet file; other files may lie beside it for the time being.

    Raises:
        SchemaBreakError: A line of a text cannot be read; the message names it.
    """
    contract = _contract(table, target.parent)
    with (
        as_utf8(contract, table.path, target.parent) as text,
        as_rows(connection, contract, text, target.parent) as path,
    ):
        reader = open_rows(connection, contract, path)
        values = ", ".join(_plain(contract, place) for place in range(len(table.columns)))
        read = ", ".join(typed(contract, column) for column in contract.columns)
        connection.execute(
            f"copy (with given as (select {', '.join(reader.fields)} from {reader.scan} as file_row), "
            f"typed as (select {read} from given) select {values} from typed) to {literal(target)} (format parquet)"
        )


def _plain(contract: SourceTable, place: int) -> str:
    """SQL of a column's values as plain text; what cannot be read stays as it was given."""
    column = contract.columns[place]
    given = f'"given {column.name}"' if column.duckdb_type != "VARCHAR" else "null"
    return f'coalesce(cast("{column.name}" as varchar), {given}) as {quoted(column.physical_name)}'


def _contract(table: FoundTable, folder: Path) -> SourceTable:
    columns: list[dict[str, Any]] = [
        {
            "name": f"c{place}",
            "physicalName": column.name,
            "physicalType": column.duckdb_type,
            "customProperties": _listed(column.properties),
        }
        for place, column in enumerate(table.columns)
    ]
    number = {"name": "number", "physicalName": ROW_NUMBER, "physicalType": "BIGINT", "primaryKey": True}
    server = {"server": "files", "type": "local", "path": table.path.name, "format": table.file_format}
    if table.file_format == "csv":
        server |= {"delimiter": table.delimiter, "encoding": table.encoding}
    schema = {"name": "found", "customProperties": _listed(table.properties), "properties": [*columns, number]}
    document = {
        "apiVersion": "v3.1.0", "kind": "DataContract", "id": "found", "name": "found", "version": "1.0.0",
        "status": "draft", "servers": [server], "schema": [schema],
    }  # fmt: skip
    path = folder / f"{table.path.name}.contract.yaml"
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return read_contract(path, "found")


def _listed(properties: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"property": name, "value": value} for name, value in properties.items()]
