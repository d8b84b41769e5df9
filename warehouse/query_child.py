"""The child process in which an analyst's SQL runs: `python -m warehouse.query_child`, a request on its input.

Belongs here: limits of the process, the filter of statements, encoding of results. Not here: anything that needs the
settings; this module loads DuckDB and nothing heavier.

The read-only, hardened connection is the first line of defence and the filter the second. The limits are the operating
system's: DuckDB stops neither at an interrupt nor at limits of its own within one long function call.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
import resource
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

import duckdb

from warehouse.connections import literal, one_line, open_reader
from warehouse.errors import EntrepotError, QueryRefusedError

Relation = duckdb.DuckDBPyRelation
Writer = Callable[[Relation, list[str], list[str], "QueryLimits"], tuple[bytes, int]]

_BATCH = 5_000
_PLAN = "plan"
_SMALLER = "Ask for less: filter, group, or add a LIMIT."
_ONE_SELECT = "Write one SELECT (WITH, FROM, VALUES, SHOW, DESCRIBE and SUMMARIZE are fine)."
_FORMULA = "=+@\t\r-"
_NUMERIC = frozenset(
    "TINYINT SMALLINT INTEGER BIGINT HUGEINT UTINYINT USMALLINT UINTEGER UBIGINT UHUGEINT "  # noqa: SIM905
    "FLOAT DOUBLE DECIMAL".split()
)
_TYPED = _NUMERIC | {"BOOLEAN", "DATE", "TIME", "TIMESTAMP", "INTERVAL", "UUID", "BIT", "BLOB"}


@dataclass(frozen=True)
class QueryLimits:
    """What one query may use.

    Attributes:
        rows: Rows of the result; more is refused.
        bytes: Bytes of the result as written; more is refused.
        table_rows: Rows shown by the format "table"; more are left out, and it says so.
        wall_seconds: Seconds by the clock, then the process is killed.
        cpu_seconds: Seconds of processor time over all threads.
        address_space_bytes: Memory that the process may map.
        memory_limit: What DuckDB may hold before it spills to disk.
        spill_bytes: Largest file that the process may write.
        threads: DuckDB's threads.
    """

    rows: int = 100_000
    bytes: int = 50_000_000
    table_rows: int = 1_000
    wall_seconds: float = 35
    cpu_seconds: int = 40
    address_space_bytes: int = 4 * 1024**3
    memory_limit: str = "1GB"
    spill_bytes: int = 2 * 1024**3
    threads: int = 2


@dataclass(frozen=True)
class Request:
    """What the parent asks for; `format` is one of table, csv, json, parquet, plan."""

    sql: str
    database: str
    format: str
    temp_dir: str
    limits: QueryLimits


@dataclass(frozen=True)
class Outcome:
    """What the child says on its error stream after the content; rows and completeness are those of the content."""

    columns: list[str]
    types: list[str]
    row_count: int
    is_complete: bool


def main() -> int:
    """Answer one request: content on standard output, then the outcome or the error as a line on standard error."""
    received = json.load(sys.stdin)
    request = Request(**{**received, "limits": QueryLimits(**received["limits"])})
    _limit_process(request.limits)
    try:
        outcome = answer(request, sys.stdout.buffer)
        sys.stdout.flush()
    except EntrepotError as error:
        return _report({"what": error.what, "where": error.where, "todo": error.todo}, 1)
    except (duckdb.OutOfMemoryException, MemoryError) as error:
        cause = one_line(error).split(" Possible solutions")[0]
        return _report({"what": f"the query went over its memory: {cause}.", "todo": _SMALLER}, 1)
    except duckdb.Error as error:
        return _report({"what": one_line(error), "where": _line_of(error), "todo": ""}, 1)
    return _report(asdict(outcome), 0)


def answer(request: Request, output: IO[bytes]) -> Outcome:
    """Run the statement and write its result.

    Raises:
        QueryRefusedError: It is not one SELECT, or its result is too large.
        duckdb.Error: It is wrong, or failed.
    """
    limits = request.limits
    with open_reader(
        Path(request.database),
        temp_dir=Path(request.temp_dir),
        memory_limit=limits.memory_limit,
        threads=limits.threads,
    ) as connection:
        statement = only_select(connection, request.sql)
        if request.format == _PLAN:
            output.write(_plan(connection, statement))
            return Outcome([], [], 0, is_complete=True)
        relation = connection.sql(statement)
        names, types = _unique(relation.columns), [str(kind) for kind in relation.types]
        content, count = _WRITERS[request.format](relation, names, types, limits)
    output.write(content)
    is_complete = request.format != "table" or count <= limits.table_rows
    return Outcome(names, types, count if is_complete else limits.table_rows, is_complete)


def only_select(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement:
    """Return the one SELECT of a text.

    Raises:
        QueryRefusedError: There is no statement, more than one, or one of another kind.
    """
    statements = connection.extract_statements(sql)
    if not statements:
        raise QueryRefusedError("there is no statement.", todo=_ONE_SELECT)
    kinds = [statement.type.name for statement in statements]
    if len(statements) > 1:
        raise QueryRefusedError(f"{len(statements)} statements were given ({', '.join(kinds)}).", todo=_ONE_SELECT)
    if kinds[0] != "SELECT":
        raise QueryRefusedError(f"{kinds[0]} is not allowed: a release is only read.", todo=_ONE_SELECT)
    return statements[0]


def _plan(connection: duckdb.DuckDBPyConnection, statement: duckdb.Statement) -> bytes:
    """Return DuckDB's plan of a statement as JSON, without running it."""
    ((_, plan),) = connection.execute(f"explain (format json) {statement.query}").fetchall()
    return str(plan).encode()


def is_number(kind: str) -> bool:
    """Say whether a DuckDB type, such as `DECIMAL(38,4)`, is a number."""
    return _base(kind) in _NUMERIC


def _csv(relation: Relation, names: list[str], types: list[str], limits: QueryLimits) -> tuple[bytes, int]:
    cells = ", ".join(_guarded(f"#{number}", kind) for number, kind in enumerate(types, 1))
    content, count = io.StringIO(), 0
    writer = csv.writer(content, lineterminator="\n")
    writer.writerow([f"'{name}" if name[:1] in tuple(_FORMULA) else name for name in names])
    for rows in _batches(relation.project(cells), limits):
        writer.writerows(rows)
        count += len(rows)
        _check_size(count, content.tell(), limits)
    return _sized(content.getvalue().encode(), count, limits)


def _guarded(column: str, kind: str) -> str:
    """Return the SQL of a cell as text that no spreadsheet takes for a formula (CWE-1236).

    Numbers, times and truth values stay as they are; any other cell that begins with `= + - @`, a tab or a carriage
    return gets an apostrophe before it.
    """
    text = f"cast({column} as varchar)"
    if _base(kind) in _TYPED:
        return text
    is_formula = f"{text} <> '' and contains({literal(_FORMULA)}, left({text}, 1))"
    return f"case when {is_formula} then chr(39) || {text} else {text} end"


def _json(relation: Relation, names: list[str], types: list[str], limits: QueryLimits) -> tuple[bytes, int]:
    """Write one array with an object per row; a number that JSON does not know, such as infinity, becomes null."""
    values = [
        f"case when isfinite(#{number}) then #{number} end" if kind in ("FLOAT", "DOUBLE") else f"#{number}"
        for number, kind in enumerate(types, 1)
    ]
    pairs = ", ".join(f"{literal(name)}, {value}" for name, value in zip(names, values, strict=True))
    texts: list[str] = []
    size = 0
    for rows in _batches(relation.project(f"cast(json_object({pairs}) as varchar)"), limits):
        batch = list(itertools.chain.from_iterable(rows))
        texts.extend(batch)
        size += sum(map(len, batch))
        _check_size(len(texts), size, limits)
    return _sized(("[" + ",\n".join(texts) + "]\n").encode(), len(texts), limits)


def _table(relation: Relation, names: list[str], types: list[str], limits: QueryLimits) -> tuple[bytes, int]:
    """Write the first rows as texts for the parent to draw; a control character becomes a replacement sign."""
    cells = ", ".join(
        rf"regexp_replace(cast(#{number} as varchar), '[\x00-\x1f\x7f-\x9f]', chr(65533), 'g')"
        for number in range(1, len(types) + 1)
    )
    rows = relation.project(cells).limit(limits.table_rows + 1).fetchall()
    return _sized(json.dumps(rows[: limits.table_rows]).encode(), len(rows), limits)


def _parquet(relation: Relation, names: list[str], types: list[str], limits: QueryLimits) -> tuple[bytes, int]:
    """Write Parquet by way of Arrow; DECIMALs stay DECIMALs, integers beyond 64 bits become DECIMAL(38,0)."""
    import pyarrow.parquet  # the other formats answer in half the time without it

    reader = relation.limit(limits.rows + 1).to_arrow_reader(_BATCH)
    schema = reader.schema.empty_table().rename_columns(names).schema
    content, count = io.BytesIO(), 0
    with pyarrow.parquet.ParquetWriter(content, schema) as writer:  # type: ignore[no-untyped-call]
        for batch in reader:
            writer.write_batch(batch.rename_columns(names))
            count += batch.num_rows
            _check_size(count, content.tell(), limits)
    return _sized(content.getvalue(), count, limits)


_WRITERS: dict[str, Writer] = {"csv": _csv, "json": _json, "table": _table, "parquet": _parquet}


def _batches(relation: Relation, limits: QueryLimits) -> Iterator[list[tuple[Any, ...]]]:
    """Fetch at most one row more than is allowed."""
    result = relation.limit(limits.rows + 1)
    while rows := result.fetchmany(_BATCH):
        yield rows


def _sized(content: bytes, count: int, limits: QueryLimits) -> tuple[bytes, int]:
    _check_size(count, len(content), limits)
    return content, count


def _check_size(rows: int, size: int, limits: QueryLimits) -> None:
    if rows > limits.rows:
        raise QueryRefusedError(f"the result has more than {limits.rows:,} rows.", todo=_SMALLER)
    if size > limits.bytes:
        raise QueryRefusedError(f"the result has more than {limits.bytes:,} bytes.", todo=_SMALLER)


def _unique(names: list[str]) -> list[str]:
    """Number the names that stand twice: a, a_1."""
    found: list[str] = []
    for name in names:
        copies = (f"{name}_{number}" for number in itertools.count(1))
        found.append(next(copy for copy in itertools.chain([name], copies) if copy not in found))
    return found


def _base(kind: str) -> str:
    """Return `DECIMAL` of `DECIMAL(38,4)`, `TIMESTAMP` of `TIMESTAMP_NS`, and nothing of a list."""
    return "" if kind.endswith("]") else re.split(r"[( _]", kind)[0]


def _line_of(error: duckdb.Error) -> str:
    """Return the line of the statement that DuckDB points at, if it does."""
    found = re.search(r"\n\nLINE (\d+):", str(error))
    return f"line {found.group(1)}" if found else ""


def _limit_process(limits: QueryLimits) -> None:
    """Let the operating system end this process, whatever DuckDB is doing, even when the parent is gone."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.spill_bytes, limits.spill_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (limits.address_space_bytes, limits.address_space_bytes))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, limits.wall_seconds + 1)


def _report(message: dict[str, Any], code: int) -> int:
    sys.stderr.write("\n" + json.dumps(message))
    return code


if __name__ == "__main__":
    raise SystemExit(main())
