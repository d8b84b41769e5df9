"""What earlier builds were and found: the schema `history` of a release, which every build hands on to the next.

These tables say what the machine did, not what the company's data say: two builds of the same inputs differ in them, so
they are no part of what makes two releases equal. The newest release holds all of it; landing keeps a copy, for a
place whose releases are gone.

Belongs here: writing these tables into a candidate, and keeping them. Not here: what is asked of them
(`docs/questions`), and facts of this run that follow from its inputs (facts).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb

from orchestration.dbt.runner import NodeResult
from orchestration.trust.access import write_access
from warehouse.connections import literal, one_line
from warehouse.errors import ReleaseError
from warehouse.files import sync
from warehouse.releases import Candidate, Release, add_history, built_at, list_releases, newest_release
from warehouse.rows import add_rows
from warehouse.settings import Settings

FOLDER = "history"
TABLES = {
    "build": "release_id varchar, built_at timestamp, as_of_date date, is_provisional boolean, input_hash varchar, "
    "content_hash varchar, code_hash varchar, ledger_entry_id bigint, batch_count bigint, held_back_count bigint, "
    "landed_row_count bigint, refused_row_count bigint, flagged_row_count bigint, check_count bigint, "
    "failing_check_count bigint, model_seconds double",
    "failing_check": "release_id varchar, check_type varchar, check_name varchar, severity varchar, "
    "table_name varchar, failing_count bigint, detail varchar",
    "model_cost": "release_id varchar, model_name varchar, model_seconds double, row_count bigint",
    "grade": "release_id varchar, table_type varchar, table_name varchar, grade varchar, waiting_row_count bigint, "
    "quarantined_amount decimal(38, 4)",
    "metric": "release_id varchar, metric_name varchar, definition_hash varchar, formula_text varchar, "
    "value_expression_text varchar, table_name varchar, owner varchar, metric_value double, value_as_before double",
    "figure": "release_id varchar, metric_name varchar, month_start_date date, metric_value double",
}
"""The tables of the schema, each with its columns; `release_id` says which build a row is of."""
_SQL = Path(__file__).with_name("history.sql")
_DEFINED = (
    "select metric_name, table_name, value_expression_text, date_column_name from marts.mart_quality__metric_catalog"
)
_REDEFINED = """
    select known.metric_name, known.table_name, known.value_expression_text
    from (
        select * from history.metric
        qualify row_number() over (partition by metric_name order by release_id desc) = 1
    ) as known
    join marts.mart_quality__metric_catalog as catalog on catalog.metric_name = known.metric_name
    where catalog.definition_hash <> known.definition_hash"""
_REBUILD = "release_id varchar, lacking_batch_count bigint, is_code_the_same boolean"
"""Not handed on: whether today's landing and code would make a release again is asked anew."""


def with_history(
    settings: Settings,
    candidate: Candidate,
    built: Iterable[NodeResult],
    checks: Sequence[NodeResult],
    looked_at: Mapping[str, Sequence[str]],
) -> Candidate:
    """Put into a candidate what earlier builds were and found, and the same of this one.

    Args:
        settings: Where earlier builds stand.
        candidate: Not yet verified; holds the trust board and the marts of quality.
        built: The outcomes of its models.
        checks: The outcomes of the models' checks.
        looked_at: The tables that each check looks at, by its name.
    """
    seconds: dict[str, float] = {}
    for result in built:
        seconds[result.name] = seconds.get(result.name, 0.0) + result.seconds

    def fill(connection: duckdb.DuckDBPyConnection) -> None:
        for table, columns in TABLES.items():
            connection.execute(f"create table history.{table} ({columns})")
        _recall(settings, connection)
        connection.execute(f"set variable this_release = {literal(candidate.id)}")
        add_rows(connection, "history.failing_check", _failing(candidate.id, checks, looked_at))
        add_rows(connection, "history.model_cost", _costs(settings, connection, candidate.id, seconds))
        connection.execute(f"create table history.rebuild ({_REBUILD})")
        add_rows(connection, "history.rebuild", _rebuildable(settings, candidate))
        write_access(settings, connection)
        add_rows(connection, "history.build", [_build(candidate, checks, sum(seconds.values()))])
        _write_figures(connection)
        connection.execute(_SQL.read_text(encoding="utf-8"))
        connection.execute("drop table told; drop table former")

    return add_history(settings, candidate, fill)


def keep_history(settings: Settings, release: Release) -> None:
    """Keep a copy of a published release's history in landing; each file is there whole or not at all.

    Raises:
        ReleaseError: It could not be written; the release stands, and the next run keeps both.
    """
    folder = settings.internal_dir / FOLDER
    try:
        _copy_history(release, folder)
    except (duckdb.Error, OSError) as error:
        raise ReleaseError(
            f"release {release.id} is published, but its history could not be kept: {one_line(error)}",
            where=str(folder),
            todo="Free some space; the next run keeps it.",
        ) from error


def _copy_history(release: Release, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(release.database)} as release (read_only)")
        for table in TABLES:
            aside = folder / f".{table}.tmp"
            connection.execute(f"copy release.history.{table} to {literal(aside)} (format parquet)")
            sync(aside)
            aside.replace(folder / f"{table}.parquet")
    sync(folder)


def _recall(settings: Settings, connection: duckdb.DuckDBPyConnection) -> None:
    """Read what the newest release knows of all before it; without one, what landing kept."""
    newest = newest_release(settings)
    if newest is not None and newest.manifest.history_tables:
        connection.execute(f"attach {literal(newest.database)} as earlier (read_only)")
        for table in TABLES:
            connection.execute(f"insert into history.{table} by name select * from earlier.history.{table}")
        connection.execute("detach earlier")
        return
    for table in TABLES:
        kept = settings.internal_dir / FOLDER / f"{table}.parquet"
        if kept.is_file():
            connection.execute(f"insert into history.{table} by name select * from read_parquet({literal(kept)})")


def _build(candidate: Candidate, checks: Sequence[NodeResult], seconds: float) -> tuple[Any, ...]:
    facts = candidate.facts
    return (
        candidate.id, built_at(candidate.id), facts.as_of, facts.is_provisional, facts.inputs, _content_hash(candidate),
        facts.code_hash, facts.ledger_high_water, len(facts.batches), len(facts.held_back),
        *(facts.counts.get(f"{name}_rows", 0) for name in ("landed", "refused", "flagged")),
        len(checks), sum(1 for check in checks if _fails(check)), seconds,
    )  # fmt: skip


def _fails(check: NodeResult) -> bool:
    return bool(check.failures) or check.status != "pass"


def _failing(
    release_id: str, checks: Sequence[NodeResult], looked_at: Mapping[str, Sequence[str]]
) -> list[tuple[Any, ...]]:
    """One row per check that does not hold and table that it looks at."""
    return [
        (
            release_id,
            "model",
            check.name,
            "warn" if check.status == "warn" else "error",
            table,
            check.failures,
            check.message,
        )
        for check in checks
        if _fails(check)
        for table in looked_at.get(check.name, ())
    ]


def _costs(
    settings: Settings, connection: duckdb.DuckDBPyConnection, release_id: str, seconds: Mapping[str, float]
) -> list[tuple[Any, ...]]:
    """Seconds by the clock of each model that was built, and the rows that it has in the work warehouse."""
    connection.execute(f"attach {literal(settings.work_file)} as work (read_only)")
    sizes = dict(
        connection.execute(
            "select table_name, max(estimated_size) from duckdb_tables() where database_name = 'work' group by all"
        ).fetchall()
    )
    connection.execute("detach work")
    return [(release_id, name, spent, sizes.get(name)) for name, spent in sorted(seconds.items())]


def _write_figures(connection: duckdb.DuckDBPyConnection) -> None:
    """Compute every metric in all and by month; those whose definition has changed by the former one, too."""
    connection.execute(
        "create temp table told (metric_name varchar, month_start_date date, is_total boolean, metric_value double)"
    )
    connection.execute("create temp table former (metric_name varchar, metric_value double)")
    for name, table, value, date in connection.execute(_DEFINED).fetchall():
        month = f"cast(date_trunc('month', {date}) as date)"
        connection.execute(
            f"insert into told select {literal(name)}, {month}, grouping({month}) = 1, cast({value} as double) "
            f"from marts.{table} group by grouping sets ((), ({month}))"
        )
    for name, table, value in connection.execute(_REDEFINED).fetchall():
        with suppress(duckdb.BinderException, duckdb.CatalogException):  # what it was made of is gone: no value
            connection.execute(f"insert into former select {literal(name)}, cast({value} as double) from marts.{table}")


def _rebuildable(settings: Settings, candidate: Candidate) -> list[tuple[Any, ...]]:
    """Say of each release that stands how many of its batches are gone, and whether today's code made it."""
    facts = candidate.facts
    there = {*facts.batches, *facts.held_back}
    earlier = [
        (release.id, len(set(release.manifest.batches) - there), release.manifest.code_hash == facts.code_hash)
        for release in list_releases(settings)
    ]
    return [*earlier, (candidate.id, 0, True)]


def _content_hash(candidate: Candidate) -> str:
    """Equal for two builds whose tables are equal."""
    everything = {**candidate.tables, **candidate.personal_tables}
    told = "\n".join(f"{name} {print_.rows} {print_.hash}" for name, print_ in sorted(everything.items()))
    return hashlib.sha256(told.encode()).hexdigest()[:16]
