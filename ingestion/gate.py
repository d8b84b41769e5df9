"""The quality gate: one scan that types every value, refuses, flags and writes the batch.

Belongs here: the rules that follow from a contract and the SQL that applies them. Not here: reading files
(connectors), where batches lie (landing), what is done with refused rows later (quarantine).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import duckdb

from ingestion.connectors.files import Extract, RowReader, explain_read_error, open_rows
from ingestion.connectors.last_line import check_last_line
from ingestion.connectors.null_bytes import refuse_null_bytes
from ingestion.contract import SourceColumn, SourceTable
from ingestion.dropped_fields import find_dropped_field
from warehouse.connections import literal
from warehouse.errors import ContractError, SchemaBreakError
from warehouse.limits import is_machine_limit

FAULTS = "_faults"
REFUSED = "_is_refused"
ROW_NUMBER = "_row_number"
ORIGINAL = "_original"
_DECIMAL_PLACES_KEPT = "decimal(38, 10)"
_MISREAD = "[\u00c2\u00c3][\u0080-\u00bf]"
"""UTF-8 that somebody read as Latin-1: a capital A with a mark, and a sign that no name has."""
_OFFSET = "(Z|[+-][0-9]{2}(:?[0-9]{2})?)$"
_KEEPING = {"after_extract", "misread", "without_zone"}
"""Broken rules that leave the value as it is."""


@dataclass(frozen=True)
class FaultCount:
    """How many rows of a batch broke one rule at one column."""

    rule_name: str
    column_name: str
    row_count: int


@dataclass(frozen=True)
class RefusedMoney:
    """Refused rows of a batch by rule: how many, and how much money where it could be read."""

    rule_name: str
    row_count: int
    money_amount: str | None
    currency_code: str | None


@dataclass(frozen=True)
class GateResult:
    """What the gate found in one extract.

    Attributes:
        row_count: Rows that passed (flagged ones included).
        refused_count: Rows in quarantine.
        flagged_count: Rows that passed with a fault.
        repeated_key_count: Rows whose key stood in the extract already; the last one wins in base.
        clock_at: Latest value of the contract's clock columns that is not after the extract itself (UTC); None without.
    """

    row_count: int
    refused_count: int
    flagged_count: int
    repeated_key_count: int
    clock_at: datetime | None
    extra_columns: tuple[str, ...] = ()
    faults: tuple[FaultCount, ...] = ()
    refused: tuple[RefusedMoney, ...] = field(default=())


def pass_gate(connection: duckdb.DuckDBPyConnection, table: SourceTable, extract: Extract, folder: Path) -> GateResult:
    """Read one extract, write its good rows to `data.parquet` and its refused rows to `refused.parquet`.

    Args:
        connection: Any DuckDB connection; nothing is left in it.
        table: The contract.
        extract: The file.
        folder: An existing folder of the batch that is being written.

    Raises:
        SchemaBreakError: The file does not have the promised shape; nothing of it may land.
    """
    refuse_null_bytes(table, extract.path)
    reader = open_rows(connection, table, extract.path)
    data = folder / "data.parquet"
    _write(connection, table, extract, _quick_rows(table, reader, extract), data)
    check_last_line(connection, table, extract.path, reader)
    if _count_refused(connection, data):
        _write(connection, table, extract, _judged_rows(table, reader, extract), data)
    refused = _refuse(connection, table, reader, extract, folder) if _count_refused(connection, data) else ()
    result = _summary(connection, table, data, extract, reader.extra_columns, refused)
    _check_not_hollow(connection, table, reader, extract, data)
    return result


def _write(connection: duckdb.DuckDBPyConnection, table: SourceTable, extract: Extract, sql: str, target: Path) -> None:
    try:
        connection.execute(f"copy ({sql}) to '{target}' (format parquet, compression zstd)")
    except duckdb.BinderException as error:
        raise ContractError(
            f"{str(error).splitlines()[0]}", where=str(table.file), todo="Correct the contract."
        ) from error
    except duckdb.Error as error:
        if is_machine_limit(error):
            raise
        raise explain_read_error(table, extract.path, error) from error


def _quick_rows(table: SourceTable, reader: RowReader, extract: Extract) -> str:
    """The scan of a clean extract: every column typed, and each row that might be faulty marked as refused for now."""
    suspicions = _suspicions(table, extract)
    return f"""
        with given as (select {", ".join(reader.fields)} from {reader.scan} as file_row),
        typed as (
            select {", ".join(_typed(table, column) for column in table.columns)} from given
            where {table.own_rows}
        )
        select {", ".join(f'"{column.name}"' for column in table.columns)},
               cast(null as varchar) as {FAULTS}, coalesce({" or ".join(suspicions) or "false"}, false) as {REFUSED}
        from typed"""


def _suspicions(table: SourceTable, extract: Extract) -> list[str]:
    """Predicates of which at least one is true for every faulty row; cheap rather than exact."""
    found = [suspicion for column in table.columns for suspicion in _suspicions_of(column, extract)]
    money = [f'"given {column.name}"' for column in table.columns if _is_exact_money(column)]
    if money:
        shortest = min(_scale(column) for column in table.columns if _is_exact_money(column)) + 1
        found.append(f"regexp_matches(concat_ws(' ', {', '.join(money)}), '[.][0-9]{{{shortest}}}')")
    return found


def _suspicions_of(column: SourceColumn, extract: Extract) -> list[str]:
    given, typed = f'"given {column.name}"', f'"{column.name}"'
    found = [f"({broken})" for _, broken in _bounds(column, extract)]
    if column.is_required or column.key_position is not None:
        found.append(f"{typed} is null")
    elif column.duckdb_type != "VARCHAR":
        found.append(f"({given} is not null and {typed} is null)")
    if column.duckdb_type == "VARCHAR" and "currency" in column.tags:
        found.append(_unreadable(column))
    return found


def _judged_rows(table: SourceTable, reader: RowReader, extract: Extract, *, with_original: bool = False) -> str:
    """The scan of an extract with faults: every rule by name on every row, and the row's fate decided."""
    carried = f"{ROW_NUMBER}, {ORIGINAL}, " if with_original else ""
    numbered = f"row_number() over () as {ROW_NUMBER}, {reader.original} as {ORIGINAL}, " if with_original else ""
    return f"""
        with given as (select {numbered}{", ".join(reader.fields)} from {reader.scan} as file_row),
        typed as (
            select {carried}{", ".join(_typed(table, column) for column in table.columns)} from given
            where {table.own_rows}
        ),
        judged as (
            select *, nullif(concat_ws(',', {", ".join(_rules(table, extract)) or "null"}), '') as {FAULTS},
                   {_refusal(table)} as {REFUSED}
            from typed
        )
        select {carried}{", ".join(_landed(column, extract) for column in table.columns)}, {FAULTS}, {REFUSED}
        from judged"""


def _typed(table: SourceTable, column: SourceColumn) -> str:
    given = f'"{column.name}"'
    if column.duckdb_type == "VARCHAR":
        return f"cast({given} as varchar) as {given}"
    return f'{given} as "given {column.name}", {_cast(table, column, given)} as {given}'


def _cast(table: SourceTable, column: SourceColumn, given: str) -> str:
    if column.duckdb_type == "TIMESTAMP" and table.file_format != "parquet":
        has_offset = f"(contains(substr({given}, 20), '+') or contains(substr({given}, 20), '-'))"
        zoned = f"timezone('UTC', try_cast({given} as timestamptz))"
        return f"case when {has_offset} then {zoned} else try_cast({given} as timestamp) end"
    if column.duckdb_type == "DATE" and table.file_format == "xlsx":
        serial = f"date '1899-12-30' + try_cast(try_cast({given} as double) as integer)"
        return f"coalesce(try_cast({given} as date), {serial})"
    return f"try_cast({given} as {column.duckdb_type})"


def _unreadable(column: SourceColumn) -> str:
    """Predicate: there is a value, and it cannot be read as the column's type."""
    given, typed = f'"given {column.name}"', f'"{column.name}"'
    if column.duckdb_type == "VARCHAR":
        return f"not regexp_full_match({typed}, '[A-Z]{{3}}')" if "currency" in column.tags else "false"
    missing = f"({given} is not null and {typed} is null)"
    if not _is_exact_money(column):
        return missing
    is_long = f"regexp_matches(cast({given} as varchar), '[.][0-9]{{{_scale(column) + 1}}}')"
    loses_digits = f"case when {is_long} then try_cast({given} as {_DECIMAL_PLACES_KEPT}) <> {typed} else false end"
    return f"({missing} or {loses_digits})"


def _is_exact_money(column: SourceColumn) -> bool:
    """An amount that would be rounded in silence if it had more places than its type."""
    return "amount" in column.tags and column.duckdb_type.startswith("DECIMAL")


def _scale(column: SourceColumn) -> int:
    return int(column.duckdb_type.rstrip(")").split(",")[1])


def _rules(table: SourceTable, extract: Extract) -> list[str]:
    """SQL for each rule: its name where it is broken, else null."""
    rules = []
    for column in table.columns:
        if _unreadable(column) != "false":
            rules.append(f"case when {_unreadable(column)} then '{column.name}:unreadable' end")
        if column.is_required:
            rules.append(f"case when {_absent(column)} then '{column.name}:missing' end")
        rules += [f"case when {broken} then '{column.name}:{name}' end" for name, broken in _bounds(column, extract)]
    return rules


def _absent(column: SourceColumn) -> str:
    return f'"{column.name}" is null' if column.duckdb_type == "VARCHAR" else f'"given {column.name}" is null'


def _bounds(column: SourceColumn, extract: Extract) -> list[tuple[str, str]]:
    """Rules on a value that can be read: code lists, ranges, forms, zones, and clocks that run ahead of the extract."""
    name, found = f'"{column.name}"', []
    if column.allowed is not None:
        codes = ", ".join("'" + code.replace("'", "''") + "'" for code in column.allowed)
        found.append(("unknown_code", f"cast({name} as varchar) not in ({codes})"))
    if column.minimum is not None:
        found.append(("too_small", f"{name} < {column.minimum}"))
    if column.maximum is not None:
        found.append(("too_large", f"{name} > {column.maximum}"))
    if column.pattern is not None:
        found.append(("malformed", f"not regexp_full_match({name}, {literal(column.pattern)})"))
    if "name" in column.tags:
        found.append(("formula", f"regexp_matches({name}, '^[=+@]')"))
        found.append(("misread", f"regexp_matches({name}, '{_MISREAD}')"))
    if "zoned" in column.tags:
        found.append(("without_zone", f"""not regexp_matches("given {column.name}", '{_OFFSET}')"""))
    if "clock" in column.tags:
        limit = extract.extracted_at.isoformat(sep=" ")
        moment = f"date '{limit[:10]}'" if column.duckdb_type == "DATE" else f"timestamp '{limit}'"
        found.append(("after_extract", f"{name} > {moment}"))
    return found


def _refusal(table: SourceTable) -> str:
    """Predicate: amount, quantity, currency or the row's own key cannot be read."""
    broken = []
    for column in table.columns:
        if column.key_position is not None:
            broken.append(f'"{column.name}" is null')
        elif column.is_decisive:
            broken.append(
                _unreadable(column) if not column.is_required else f'({_unreadable(column)} or "{column.name}" is null)'
            )
    return f"coalesce({' or '.join(broken)}, false)" if broken else "false"


def _landed(column: SourceColumn, extract: Extract) -> str:
    """A value as it lands: nulled where a code, a bound or a form is broken, kept where it still says something."""
    nulling = [broken for name, broken in _bounds(column, extract) if name not in _KEEPING]
    if not nulling or column.is_decisive:
        return f'"{column.name}"'
    return f'case when not coalesce({" or ".join(nulling)}, false) then "{column.name}" end as "{column.name}"'


def _count_refused(connection: duckdb.DuckDBPyConnection, data: Path) -> int:
    row = connection.execute(f"select count(*) from read_parquet('{data}') where {REFUSED}").fetchone()
    return int(row[0]) if row else 0


def _refuse(
    connection: duckdb.DuckDBPyConnection, table: SourceTable, reader: RowReader, extract: Extract, folder: Path
) -> tuple[RefusedMoney, ...]:
    """Move the refused rows of a batch to `refused.parquet`, each with its row number and the row as it stood."""
    data, kept, refused = folder / "data.parquet", folder / "kept.parquet", folder / "refused.parquet"
    good = f"select * from read_parquet('{data}') where not {REFUSED}"
    connection.execute(f"copy ({good}) to '{kept}' (format parquet, compression zstd)")
    rows = _judged_rows(table, reader, extract, with_original=True)
    connection.execute(f"copy (select * from ({rows}) where {REFUSED}) to '{refused}' (format parquet)")
    kept.replace(data)
    return _refused_money(connection, table, refused)


def _refused_money(
    connection: duckdb.DuckDBPyConnection, table: SourceTable, refused: Path
) -> tuple[RefusedMoney, ...]:
    currencies = [column.name for column in table.columns if "currency" in column.tags]
    measure = _money_of(table)
    money = f"sum({measure})" if measure else "null"
    currency = f'any_value("{currencies[0]}")' if currencies else "null"
    rows = connection.execute(
        f"select {FAULTS}, count(*), cast({money} as varchar), {currency} from read_parquet('{refused}') "
        f"group by {FAULTS}" + (f', "{currencies[0]}"' if currencies else "") + " order by all"
    ).fetchall()
    return tuple(RefusedMoney(str(rule), int(count), amount, code) for rule, count, amount, code in rows)


def _money_of(table: SourceTable) -> str | None:
    """SQL for a row's money: what its control proves where that needs no other table, else its first amount."""
    controls = [control.amount for control in table.controls if control.amount and "parent." not in control.amount]
    amounts = [f'"{column.name}"' for column in table.columns if "amount" in column.tags]
    return next(iter([*controls, *amounts]), None)


def _summary(
    connection: duckdb.DuckDBPyConnection,
    table: SourceTable,
    data: Path,
    extract: Extract,
    extra_columns: tuple[str, ...],
    refused: tuple[RefusedMoney, ...],
) -> GateResult:
    key = ", ".join(f'"{name}"' for name in table.key)
    moment = f"timestamp '{extract.extracted_at.isoformat(sep=' ')}'"
    clocks = [f'max("{name}") filter ("{name}" <= {moment})' for name in table.clocks]
    clock = f"greatest({', '.join(f'cast({item} as timestamp)' for item in clocks)})" if clocks else "null"
    row = connection.execute(
        f"select count(*), count({FAULTS}), count(*) - count(distinct ({key})), {clock} from read_parquet('{data}')"
    ).fetchone()
    if row is None:
        raise SchemaBreakError("the batch has no summary.", where=str(data))
    counts = connection.execute(
        f"select fault, count(*) from (select unnest(string_split({FAULTS}, ',')) as fault from read_parquet('{data}') "
        f"where {FAULTS} is not null) group by fault order by fault"
    ).fetchall()
    faults = tuple(
        FaultCount(rule, column, int(count)) for column, rule, count in ((*name.split(":", 1), n) for name, n in counts)
    )
    return GateResult(
        row_count=int(row[0]),
        refused_count=sum(item.row_count for item in refused),
        flagged_count=int(row[1]),
        repeated_key_count=int(row[2]),
        clock_at=row[3],
        extra_columns=extra_columns,
        faults=faults,
        refused=refused,
    )


def _check_not_hollow(
    connection: duckdb.DuckDBPyConnection, table: SourceTable, reader: RowReader, extract: Extract, data: Path
) -> None:
    """A field that no line of a JSON file has was dropped, not left empty."""
    dropped = find_dropped_field(connection, table, reader, data) if table.file_format == "jsonl" else None
    if dropped:
        raise SchemaBreakError(
            f"the field {dropped!r} stands in no row of {table.name}.",
            where=extract.path.name,
            todo=f"Export it with that field, or change the contract {table.vendor}/{table.file.name}.",
        )
