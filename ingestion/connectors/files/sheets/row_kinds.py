"""Which rows of a table on a sheet are data, and which are names, titles, totals, blank or below its end.

Belongs here: deciding that, in one statement over the cells. Not here: where the table begins (layout).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import duckdb

from ingestion.connectors.files.sheets.cells import CELLS, Cells
from ingestion.connectors.files.sheets.words import ending_pattern, longest_first, total_pattern
from ingestion.contract.document import SourceTable
from warehouse.connections import literal

KINDS = "row_kind"
_TITLES = 20
"""How many rows above the names are looked for again further down."""
_DIGITS = "[0-9\uff10-\uff19]+"


def find_row_kinds(
    connection: duckdb.DuckDBPyConnection, table: SourceTable, cells: Cells, header: int, names: Mapping[int, str]
) -> None:
    """Make the table `row_kind`: of each row its kind (data, total, name, title, blank, end, outside) and total's word.

    A repeated row of names belongs to a page that was printed; so do the titles above it, but for the numbers in them.
    What comes behind a row that ends the table is outside, until its names stand there again.

    Args:
        connection: Has the table of cells.
        table: The contract.
        cells: The sheet.
        header: Row of the (first) names.
        names: Name of each column, by number.
    """
    own = [f"c{number}" for number in names]
    last = header + table.header.count - 1
    end = _end(table, own)
    heads = _rows_between(connection, own, header, last)
    is_name = _is_one_of(own, heads)
    titles = _rows_between(connection, own, header - _TITLES, header - 1)
    connection.execute(
        f"""
        create or replace temp table {KINDS} as
        with looked_at as (
            select _row, coalesce({", ".join(own)}) is null as is_blank, {is_name} as is_name,
                   {end} as is_end, {_word(table, names)} as word,
                   {_is_like_one_of(own, titles)} as is_title
            from {CELLS} where _row >= {header}
        ),
        told as (
            select *, last_value(case when is_name then true when is_end then false end ignore nulls)
                over (order by _row) as is_inside
            from looked_at
        )
        select _row, case when is_blank then 'blank' when is_name then 'name' when not is_inside then 'outside'
                          when word is not null then 'total' when is_title then 'title' else 'data' end as kind,
               case when is_inside and not is_name then word end as word
        from told"""
    )


def _end(table: SourceTable, own: Sequence[str]) -> str:
    """Predicate: the first cell of a row begins with a word that ends the table."""
    if not table.layout.end:
        return "false"
    pattern = literal(ending_pattern(table.layout.end))
    return f"coalesce(regexp_full_match(coalesce({', '.join(own)}), {pattern}), false)"


def _rows_between(
    connection: duckdb.DuckDBPyConnection, own: Sequence[str], first: int, last: int
) -> list[tuple[str | None, ...]]:
    sql = f"select {', '.join(own)} from {CELLS} where _row between {first} and {last}"
    return [row for row in connection.execute(sql).fetchall() if any(row)]


def _is_one_of(own: Sequence[str], rows: Sequence[Sequence[str | None]]) -> str:
    """Predicate: a row is one of the rows of names, in every column that has a name there."""
    alike = [
        " and ".join(
            f"{name} is not distinct from {literal(cell)}" if cell is not None else f"{name} is null"
            for name, cell in zip(own, row, strict=True)
        )
        for row in rows
    ]
    return " or ".join(f"({one})" for one in alike) or "false"


def _is_like_one_of(own: Sequence[str], titles: Sequence[Sequence[str | None]]) -> str:
    """Predicate: a row is one of the titles but for the numbers in it; only rows with as few cells are looked at."""
    texts = {re.sub(_DIGITS, "", "\x01".join(cell for cell in row if cell)) for row in titles}
    known = ", ".join(literal(text) for text in sorted(texts) if re.search(r"[^\W\d_]", text))
    if not known:
        return "false"
    most = max(sum(cell is not None for cell in row) for row in titles)
    count = " + ".join(f"cast({name} is not null as integer)" for name in own)
    signature = f"regexp_replace(concat_ws(chr(1), {', '.join(own)}), '{_DIGITS}', '', 'g')"
    return f"case when {count} <= {most} then {signature} in ({known}) else false end"


def _word(table: SourceTable, names: Mapping[int, str]) -> str:
    """The word of a total: some cell has it, and the row has no key, or the word stands in the key.

    So an article that is called `Total` remains an article.
    """
    if not table.layout.totals:
        return "cast(null as varchar)"
    own = [f"c{number}" for number in names]
    anywhere = literal("|".join(f"(?:{total_pattern(word)})" for word in table.layout.totals))
    keys = _keys(table, names)
    first = f"coalesce({', '.join(own)})"
    may_be = " or ".join(f"{key} is null or regexp_full_match({key}, {anywhere})" for key in keys)
    found = " ".join(
        f"when {_any_matches(own if keys else [first], total_pattern(word))} then {literal(word)}"
        for word in longest_first(table.layout.totals)
    )
    return f"case when {may_be or 'true'} then case {found} end end"


def _keys(table: SourceTable, names: Mapping[int, str]) -> list[str]:
    keys = {name for column in table.columns if column.key_position is not None for name in column.physical_names}
    return [f"c{number}" for number, name in names.items() if name in keys]


def _any_matches(cells: Sequence[str], pattern: str) -> str:
    return " or ".join(f"coalesce(regexp_full_match({cell}, {literal(pattern)}), false)" for cell in cells)
