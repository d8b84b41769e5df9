"""The quality gate: one scan that types every value, refuses, flags and writes the batch.

Belongs here: the rules that follow from a contract and the SQL that applies them. Not here: reading files
(connectors), where batches lie (landing), what is done with refused rows later (quarantine).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import duckdb

from ingestion.connectors.files.last_line import check_last_line
from ingestion.connectors.files.null_bytes import refuse_null_bytes
from ingestion.connectors.files.reading import Extract, RowReader, explain_read_error, open_rows
from ingestion.connectors.files.sheets.layout import as_rows
from ingestion.connectors.files.transcoding import as_utf8
from ingestion.contract.document import JSON_FORMATS, SourceColumn, SourceTable
from ingestion.gate.cells import cells_of
from ingestion.gate.json_fields import find_absent_fields, find_new_fields
from ingestion.gate.retyped_columns import check_not_retyped
from ingestion.gate.row_rules import bounds, landed, refusal, rules
from ingestion.gate.stated_totals import check_stated_totals
from ingestion.gate.value_sql import decimal_point, is_exact_money, long_decimals, scale, typed, unreadable
from warehouse.connections import literal
from warehouse.errors import ContractError, SchemaBreakError
from warehouse.limits import is_machine_limit

FAULTS = "_faults"
REFUSED = "_is_refused"
ABSENT = "absent_column"
"""The rule that a file without one of its optional columns breaks, once for all its rows."""
ROW_NUMBER = "_row_number"
ORIGINAL = "_original"


@dataclass(frozen=True)
class FaultCount:
    """How many rows of a batch broke one rule at one column."""

    rule_name: str
    column_name: str
    row_count: int


@dataclass(frozen=True)
class RefusedMoney:
    """Refused rows of a batch by rule: how many, how much money where it could be read, and where the first stands."""

    rule_name: str
    row_count: int
    money_amount: str | None
    currency_code: str | None
    first_place: str = ""


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
    with as_utf8(table, extract.path, folder) as text, as_rows(connection, table, text, folder) as path:
        check_stated_totals(connection, table, path)
        return _pass_gate(connection, table, replace(extract, path=path), folder)


def _pass_gate(connection: duckdb.DuckDBPyConnection, table: SourceTable, extract: Extract, folder: Path) -> GateResult:
    reader = open_rows(connection, table, extract.path)
    data = folder / "data.parquet"
    _write(connection, table, extract, _quick_rows(table, reader, extract), data)
    check_last_line(connection, table, extract.path, reader)
    if _count_refused(connection, data):
        _write(connection, table, extract, _judged_rows(table, reader, extract), data)
    refused = _refuse(connection, table, reader, extract, folder) if _count_refused(connection, data) else ()
    result = _summary(connection, table, data, extract, refused)
    _check_delete_mark(connection, table, data)
    _check_not_retyped(connection, table, reader, extract, folder, result)
    return _with_drift(connection, table, reader, extract, data, result)


def pass_rows(
    connection: duckdb.DuckDBPyConnection,
    table: SourceTable,
    reader: RowReader,
    extract: Extract,
    folder: Path,
    row_count: int,
) -> tuple[GateResult, list[str | None]]:
    """Judge a few rows and write those that pass to `data.parquet`.

    Args:
        connection: Any DuckDB connection.
        table: The contract.
        reader: Yields the rows, in a fixed order.
        extract: Tells when the rows were extracted.
        folder: Where to write.
        row_count: How many rows the reader yields.

    Returns:
        What was found in the rows that passed, and for each row in order what refuses it, None where it passes.
    """
    rows = _judged_rows(table, reader, extract, with_original=True)
    connection.execute(f"create or replace temp table judged_row as {rows}")
    refusals = (
        f"select case when {REFUSED} then coalesce({FAULTS}, 'key:missing') when {REFUSED} is null then 'row:foreign' "
        f"end from range(1, {row_count + 1}) as given(number) "
        f"left join judged_row on judged_row.{ROW_NUMBER} = given.number order by given.number"
    )
    faults = [fault for (fault,) in connection.execute(refusals).fetchall()]
    data = folder / "data.parquet"
    passed = f"select * exclude ({ROW_NUMBER}, {ORIGINAL}) from judged_row where not {REFUSED} order by {ROW_NUMBER}"
    connection.execute(f"copy ({passed}) to '{data}' (format parquet, compression zstd)")
    return _summary(connection, table, data, extract, ()), faults


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
            select {", ".join(typed(table, column) for column in table.columns)} from given
            where {table.own_rows}
        )
        select {", ".join(f'"{column.name}"' for column in table.columns)},
               cast(null as varchar) as {FAULTS}, coalesce({" or ".join(suspicions) or "false"}, false) as {REFUSED}
        from typed"""


def _suspicions(table: SourceTable, extract: Extract) -> list[str]:
    """Predicates of which at least one is true for every faulty row; cheap rather than exact."""
    found = [suspicion for column in table.columns for suspicion in _suspicions_of(column, extract)]
    money = [f'"given {column.name}"' for column in table.columns if is_exact_money(column)]
    if money:
        found.append(f"regexp_matches(concat_ws(' ', {', '.join(money)}), {literal(_long_decimals(table))})")
    return found


def _long_decimals(table: SourceTable) -> str:
    """A pattern that every amount with too many decimals matches, whichever column it stands in."""
    exact = [column for column in table.columns if is_exact_money(column)]
    points = "".join(sorted({decimal_point(column) for column in exact}))
    return long_decimals(points, min(scale(column) for column in exact))


def _suspicions_of(column: SourceColumn, extract: Extract) -> list[str]:
    given, typed = f'"given {column.name}"', f'"{column.name}"'
    found = [f"({broken})" for _, broken in bounds(column, extract)]
    if column.is_required or column.key_position is not None:
        found.append(f"{typed} is null")
    elif column.duckdb_type != "VARCHAR":
        found.append(f"({given} is not null and {typed} is null)")
    if column.duckdb_type == "VARCHAR" and "currency" in column.tags:
        found.append(unreadable(column))
    return found


def _judged_rows(table: SourceTable, reader: RowReader, extract: Extract, *, with_original: bool = False) -> str:
    """The scan of an extract with faults: every rule by name on every row, and the row's fate decided."""
    carried = f"{ROW_NUMBER}, {ORIGINAL}, " if with_original else ""
    numbered = f"{reader.number} as {ROW_NUMBER}, {reader.original} as {ORIGINAL}, " if with_original else ""
    return f"""
        with given as (select {numbered}{", ".join(reader.fields)} from {reader.scan} as file_row),
        typed as (
            select {carried}{", ".join(typed(table, column) for column in table.columns)} from given
            where {table.own_rows}
        ),
        judged as (
            select *, nullif(concat_ws(',', {", ".join(rules(table, extract)) or "null"}), '') as {FAULTS},
                   {refusal(table)} as {REFUSED}
            from typed
        )
        select {carried}{", ".join(landed(column, extract) for column in table.columns)}, {FAULTS}, {REFUSED}
        from judged"""


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
    measure, code = money_of(table), currency_of(table)
    money = f"sum({measure})" if measure else "null"
    currency = f"any_value({code})" if code else "null"
    rows = connection.execute(
        f"select {FAULTS}, count(*), cast({money} as varchar), {currency}, min_by({ORIGINAL}, {ROW_NUMBER}) "
        f"from read_parquet('{refused}') group by {FAULTS}" + (f", {code}" if code else "") + " order by all"
    ).fetchall()
    return tuple(
        RefusedMoney(str(rule), int(count), amount, code, cells_of(table, rule, original))
        for rule, count, amount, code, original in rows
    )


def money_of(table: SourceTable) -> str | None:
    """Return SQL for a row's money: what its control proves where that needs no other table, else its first amount."""
    proven = [control for control in table.controls if control.amount and control.currency and not control.steps]
    controls = [
        control.amount
        for control in proven
        if control.amount and not any(f"{join.name}." in control.amount for join in control.joins)
    ]
    amounts = [f'"{column.name}"' for column in table.columns if "amount" in column.tags]
    return next(iter([*controls, *amounts]), None)


def currency_of(table: SourceTable) -> str | None:
    """Return SQL for a row's currency code; None where the table has none, or a mere id of one."""
    codes = (column for column in table.columns if "currency" in column.tags and column.duckdb_type == "VARCHAR")
    return next((f'"{column.name}"' for column in codes), None)


def _summary(
    connection: duckdb.DuckDBPyConnection,
    table: SourceTable,
    data: Path,
    extract: Extract,
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
        faults=faults,
        refused=refused,
    )


def _check_delete_mark(connection: duckdb.DuckDBPyConnection, table: SourceTable, data: Path) -> None:
    """Try the SQL that base will tell deleted rows by, so that a slip in it is found here, with its contract."""
    mark = table.deletes.deleted_when
    if mark is None:
        return
    try:
        connection.execute(f"select count(*) from read_parquet('{data}') where {mark}")
    except duckdb.Error as error:
        raise ContractError(
            f"deletedWhen cannot be asked: {str(error).splitlines()[0]}",
            where=str(table.file),
            todo="Correct the contract.",
        ) from error


def _check_not_retyped(
    connection: duckdb.DuckDBPyConnection,
    table: SourceTable,
    reader: RowReader,
    extract: Extract,
    folder: Path,
    result: GateResult,
) -> None:
    faults = [(f"{item.column_name}:{item.rule_name}", item.row_count) for item in result.faults]
    faults += [(item.rule_name, item.row_count) for item in result.refused]
    rows = [folder / "data.parquet", *([folder / "refused.parquet"] if result.refused else [])]
    check_not_retyped(connection, table, reader, extract.path.name, rows, faults)


def _with_drift(
    connection: duckdb.DuckDBPyConnection,
    table: SourceTable,
    reader: RowReader,
    extract: Extract,
    data: Path,
    result: GateResult,
) -> GateResult:
    """Add which columns came and which optional ones went; a field that no JSON line has was dropped, not empty."""
    absent, extra = list(reader.absent_columns), reader.extra_columns
    if table.file_format in JSON_FORMATS:
        gone = find_absent_fields(connection, table, reader, data)
        dropped = next((path for column, path in gone if not column.is_optional), None)
        if dropped:
            raise SchemaBreakError(
                f"the field {dropped!r} stands in no row of {table.name}.",
                where=extract.path.name,
                todo=f"Export it with that field, or change the contract {table.vendor}/{table.file.name}.",
            )
        absent, extra = [column.name for column, _ in gone], find_new_fields(connection, table, reader)
    faults = tuple(FaultCount(ABSENT, name, result.row_count) for name in absent)
    return replace(result, extra_columns=extra, faults=result.faults + faults)
