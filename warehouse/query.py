"""SQL of analysts on a release: read-only, in a child process that the operating system holds to its limits.

Belongs here: starting the child, its time, the four formats as people see them. Not here: what runs in the child
(`warehouse.query_child`), and the fixed queries of dashboards, which use `warehouse.connections.open_reader`.

The child has an empty environment, a folder of its own to spill to, and only `entrepot.duckdb`, never the personal
file. Who may ask, a user of its own and a closed network are the deployment's part.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from warehouse.drawing import draw
from warehouse.errors import QueryRefusedError
from warehouse.query_child import Outcome, QueryLimits, Request
from warehouse.releases.catalogue import require_release

if TYPE_CHECKING:
    from warehouse.releases.manifest import Release
    from warehouse.settings import Settings

Format = Literal["table", "csv", "json", "parquet"]

__all__ = ["Format", "QueryLimits", "QueryResult", "fetch", "fetch_from", "run_query"]

_ENDED_BY = {
    signal.SIGXCPU: "its {limits.cpu_seconds} seconds of processor time",
    signal.SIGALRM: "its {limits.wall_seconds:g} seconds",
}


@dataclass(frozen=True)
class QueryResult:
    """What a query gave.

    Attributes:
        release_id: The release that was read.
        columns: Names of the columns, each once.
        types: Their DuckDB types.
        row_count: Rows in `content`.
        is_complete: False when the format "table" left rows out.
        seconds: By the clock, with the start of the child.
        content: The result in the format asked for; text is UTF-8.
    """

    release_id: str
    columns: list[str]
    types: list[str]
    row_count: int
    is_complete: bool
    seconds: float
    content: bytes


def run_query(
    settings: Settings,
    sql: str,
    *,
    release_id: str | None = None,
    format: Format = "table",
    output: Path | None = None,
    limits: QueryLimits | None = None,
) -> QueryResult:
    """Run one SELECT and write its result.

    Args:
        settings: Names the folder of releases.
        sql: One statement that reads.
        release_id: The release to ask; None takes the current one.
        format: How the result is written. DECIMALs keep every digit in each of them.
        output: The file to write, replaced whole; None writes to standard output.
        limits: What the query may use.

    Raises:
        QueryRefusedError: It does not only read, is wrong, or went over a limit, or its result has no place.
        ReleaseError: There is no such release.
    """
    _require_place(format, output)
    result = fetch(settings, sql, release_id=release_id, format=format, limits=limits)
    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(result.content)
        sys.stdout.buffer.flush()
    else:
        aside = output.with_name(f".{output.name}.{os.getpid()}.tmp")
        aside.write_bytes(result.content)
        aside.replace(output)
    return result


def _require_place(format: Format, output: Path | None) -> None:
    if output is None and format == "parquet" and sys.stdout.isatty():
        raise QueryRefusedError("Parquet is nothing to read on a screen.", todo="Name a file: --output FILE.parquet.")
    if output is not None and not output.parent.is_dir():
        raise QueryRefusedError("there is no such folder.", where=str(output.parent), todo="Make it, or name another.")


def fetch(
    settings: Settings,
    sql: str,
    *,
    release_id: str | None = None,
    format: Format = "csv",
    limits: QueryLimits | None = None,
) -> QueryResult:
    """Run one SELECT and return its result; arguments and errors as for `run_query`."""
    result = fetch_from(require_release(settings, release_id), sql, format=format, limits=limits)
    if format != "table":
        return result
    left_out = "" if result.is_complete else "; more were left out, see --format csv"
    drawn = draw(result.columns, result.types, json.loads(result.content), left_out)
    return replace(result, content=drawn)


def fetch_from(
    release: Release, sql: str, *, format: Format | Literal["plan"] = "csv", limits: QueryLimits | None = None
) -> QueryResult:
    """Run one SELECT on a release that is at hand.

    Args:
        release: The release to ask.
        sql: One statement that reads.
        format: How the result is written. `table` gives its first rows as JSON, a list of texts per row, for a caller
            that draws them; `plan` does not run the statement, and gives DuckDB's plan of it as JSON.
        limits: What the query may use.

    Raises:
        QueryRefusedError: It does not only read, is wrong, or went over a limit.
    """
    bounds = limits or QueryLimits()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="entrepot-query-") as folder:
        request = Request(sql, str(release.database.resolve()), format, folder, bounds)
        finished = _run_child(request)
    outcome = _outcome(finished, bounds)
    return QueryResult(release.id, **asdict(outcome), seconds=time.monotonic() - started, content=finished.stdout)


def _run_child(request: Request) -> subprocess.CompletedProcess[bytes]:
    """Run the child to its end; it is killed when its time is over or this process is interrupted."""
    environment = {
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "HOME": request.temp_dir,
        "LANG": "C.UTF-8",
    }
    try:
        return subprocess.run(
            [sys.executable, "-P", "-s", "-m", "warehouse.query_child"],
            input=json.dumps(asdict(request)).encode(),
            capture_output=True,
            timeout=request.limits.wall_seconds,
            env=environment,
            cwd=request.temp_dir,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _over(f"its {request.limits.wall_seconds:g} seconds") from error


def _outcome(finished: subprocess.CompletedProcess[bytes], limits: QueryLimits) -> Outcome:
    """Return what the child reports, or raise what it says went wrong."""
    if finished.returncode < 0:
        ended_by = signal.Signals(-finished.returncode)
        raise _over(_ENDED_BY.get(ended_by, "its memory").format(limits=limits))
    report = _last_line(finished.stderr)
    if finished.returncode == 0 and report:
        return Outcome(**report)
    if report is None:
        raise _over("its memory")
    raise QueryRefusedError(report["what"], where=report.get("where", ""), todo=report["todo"])


def _last_line(stream: bytes) -> dict[str, Any] | None:
    """Read the child's report; None when it broke off before it could write one."""
    lines = stream.decode(errors="replace").splitlines()
    try:
        return dict(json.loads(lines[-1])) if lines else None
    except ValueError:
        return None


def _over(limit: str) -> QueryRefusedError:
    return QueryRefusedError(
        f"the query went over {limit} and was ended.", todo="Ask for less: filter, group, or read fewer rows."
    )
