"""Merged cells among the rows of a table: the value of a block holds for all its rows.

It holds in the block's first column. An amount or a quantity is never repeated: it would be counted once for each row,
so it stays in the first one, and the others have none.

Belongs here: filling such blocks. Not here: merged names (headers).
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from ingestion.connectors.files.sheets.cells import CELLS, Cells
from ingestion.connectors.files.sheets.row_kinds import KINDS
from ingestion.contract.document import SourceTable

_COUNTED = {"amount", "quantity"}


def fill_merged(
    connection: duckdb.DuckDBPyConnection, table: SourceTable, cells: Cells, header: int, names: Mapping[int, str]
) -> None:
    """Write the value of each merged block into the other rows of data that it covers.

    Args:
        connection: Has the tables of cells and of kinds of rows.
        table: The contract; tells amounts and quantities.
        cells: The sheet, with its merged blocks.
        header: Row of the (first) names.
        names: Name of each column, by number.
    """
    counted = {name for it in table.columns if it.tags & _COUNTED for name in it.physical_names}
    for number, name in names.items():
        blocks = [
            block
            for block in cells.merged
            if block.first_column == number and block.last_row > block.first_row > header and name not in counted
        ]
        if blocks:
            connection.execute(
                f"update {CELLS} set c{number} = source.c{number} "
                "from (select unnest(?::bigint[]) as first_row, unnest(?::bigint[]) as last_row) as block "
                f"join {CELLS} as source on source._row = block.first_row, {KINDS} as kind "
                f"where {CELLS}._row > block.first_row and {CELLS}._row <= block.last_row "
                f"and kind._row = {CELLS}._row and kind.kind = 'data'",
                [[block.first_row for block in blocks], [block.last_row for block in blocks]],
            )
