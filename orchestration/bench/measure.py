"""One measurement: the product or the floor at one size, in a process of its own.

Belongs here: `python -m orchestration.bench.measure WHAT LINES FOLDER`, which prints CPU seconds per part and peak
memory as JSON. Not here: comparing them.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb

from ingestion.connectors.files.reading import find_extracts
from ingestion.contract.delivery import vendor_tables
from ingestion.contract.document import SourceTable
from ingestion.gate.session import open_gate
from ingestion.intake.sources import take_in
from ingestion.landing.batches import list_batches
from ingestion.raw.control import write_control_totals
from ingestion.raw.loading import load_batches
from orchestration.bench.compare import MODEL
from orchestration.bench.extracts import write_bench_company, write_bench_delta
from orchestration.dbt.entities import empty_table, unfed_entities
from orchestration.purpose.landing import plan_landing
from warehouse.connections import open_writer
from warehouse.releases import require_release
from warehouse.settings import Settings, load_settings

BUILD_STEPS = ("raw", "canonical", "admission", "core", "marts")


def measure_product(settings: Settings) -> dict[str, float]:
    """Run the whole way and return CPU seconds per step, and wall seconds per model."""
    return _whole_way(settings, is_full=False)


def measure_anew(settings: Settings) -> dict[str, float]:
    """Build everything anew after a run on a delta; `is_same` is 1 if the release holds that run's tables."""
    before = require_release(settings).manifest.tables
    timings = _whole_way(settings, is_full=True)
    return {**timings, "is_same": float(require_release(settings).manifest.tables == before)}


def _whole_way(settings: Settings, *, is_full: bool) -> dict[str, float]:
    from orchestration.options import RunOptions
    from orchestration.pipeline import opened_pipeline
    from orchestration.reporter import Reporter

    reporter = Reporter()
    with opened_pipeline(settings, RunOptions(full=is_full), reporter) as pipeline:
        pipeline.land("bench")
        landing_peak = peak_gib()
        pipeline.load_raw()
        nodes = pipeline.build_canonical()
        pipeline.admit()
        pipeline.resolve_identity()
        nodes += pipeline.build_core()
        pipeline.forecast_demand()
        pipeline.plan_supply()
        nodes += pipeline.build_marts()
        pipeline.publish()
    seconds = {step.name: step.cpu_seconds for step in reporter.steps}
    return {
        "landing": seconds["landing bench"],
        "build": sum(seconds[name] for name in BUILD_STEPS),
        **{name: seconds[name] for name in ("raw", "models", "identity", "forecast", "plan", "release")},
        "landing_peak_gib": landing_peak,
        **{f"{MODEL}{node.name}": node.seconds for node in nodes if node.resource_type == "model"},
    }


def measure_landing(settings: Settings) -> dict[str, float]:
    """Land and load raw, and no more; return CPU seconds per step and the most memory that landing held."""
    from orchestration.options import RunOptions
    from orchestration.pipeline import opened_pipeline
    from orchestration.reporter import Reporter

    reporter = Reporter()
    with opened_pipeline(settings, RunOptions(), reporter) as pipeline:
        pipeline.land("bench")
        landing_peak = peak_gib()
        pipeline.load_raw()
    seconds = {step.name: step.cpu_seconds for step in reporter.steps}
    return {"landing": seconds["landing bench"], "raw": seconds["raw"], "landing_peak_gib": landing_peak}


def measure_delta(settings: Settings) -> dict[str, float]:
    """Find, land and load the delta that was written beside a landed company; return CPU seconds per part."""
    timings: dict[str, float] = {}
    tables = vendor_tables(settings)
    with timed(timings, "finding"):
        [plan] = plan_landing(settings)
    with timed(timings, "landing"), open_gate(settings) as connection:
        take_in(connection, settings, plan)
    with timed(timings, "raw"), open_writer(settings) as connection:
        batches = list_batches(settings)
        load_batches(connection, tables, batches)
        write_control_totals(connection, tables, batches)
    return timings


def measure_floor(settings: Settings) -> dict[str, float]:
    """Do the same by hand: COPY to Parquet, then the compiled SQL with the same materialisations.

    The product must have run on this folder: its compiled SQL, and what identity and forecasting wrote, are taken over.
    """
    timings = measure_floor_landing(settings)
    tables, target = vendor_tables(settings), settings.work_dir / "floor"
    with duckdb.connect(str(target / "floor.duckdb"), config={"threads": settings.environment.threads}) as connection:
        connection.execute("set preserve_insertion_order = false")
        _copy_given_tables(connection, settings)
        with timed(timings, "build"):
            for table in tables:
                _load_raw(connection, table, target)
            for name, statement in compiled_statements(settings):
                started = time.perf_counter()
                connection.execute(statement)
                timings[f"{MODEL}{name}"] = time.perf_counter() - started
        with timed(timings, "tests"):
            for check in compiled_tests(settings):
                connection.execute(check).fetchall()
    return timings


def measure_floor_landing(settings: Settings) -> dict[str, float]:
    """Do what landing does by hand: COPY to Parquet."""
    timings: dict[str, float] = {}
    target = settings.work_dir / "floor"
    target.mkdir()
    with duckdb.connect(config={"threads": settings.environment.threads}) as connection, timed(timings, "landing"):
        for table in vendor_tables(settings):
            _copy_to_parquet(connection, settings, table, target)
    return timings


@contextmanager
def timed(timings: dict[str, float], name: str) -> Iterator[None]:
    """Write down under a name the CPU seconds of a `with` block."""
    start = time.process_time()
    yield
    timings[name] = time.process_time() - start


def _copy_to_parquet(
    connection: duckdb.DuckDBPyConnection, settings: Settings, table: SourceTable, target: Path
) -> None:
    columns = ", ".join(f"'{column.physical_name}': '{column.duckdb_type}'" for column in table.columns)
    path = find_extracts(settings.sources[0].path, table)[0]
    connection.execute(
        f"copy (select * from read_csv('{path}', columns = {{{columns}}}, auto_detect = false, header = true)) "
        f"to '{target / table.name}.parquet' (format parquet, compression zstd)"
    )


def _load_raw(connection: duckdb.DuckDBPyConnection, table: SourceTable, target: Path) -> None:
    connection.execute("create schema if not exists raw_bench")
    connection.execute(
        f"create table {table.raw_name} as select *, 'bench' as source_name, 'batch' as _batch_id, "
        "timestamp '2025-12-31 23:59:59' as _extracted_at, timestamp '2025-12-31' as _modified_at, "
        "file_row_number as _row_number, 1 as _load_number, "
        f"cast(null as varchar) as _faults from read_parquet('{target / table.name}.parquet', file_row_number = true)"
    )


def _copy_given_tables(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Take over what Python wrote and the seeds: they are not part of what is compared."""
    connection.execute(f"attach '{settings.work_file}' as work (read_only)")
    names = connection.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = 'work' "
        "and schema_name in ('identity', 'forecasting', 'run')"
    ).fetchall()
    seeds = [(node["schema"], node["name"]) for node in nodes(settings, "seed").values()]
    for schema, name in [*names, *seeds]:
        connection.execute(f"create schema if not exists {schema}")
        connection.execute(f"create table {schema}.{name} as select * from work.{schema}.{name}")
    connection.execute("detach work")


def nodes(settings: Settings, kind: str) -> dict[str, dict[str, Any]]:
    """Nodes of one kind in dbt's manifest, by id."""
    manifest = json.loads((settings.dbt_dir / "target" / "manifest.json").read_text(encoding="utf-8"))
    return {key: node for key, node in manifest["nodes"].items() if node["resource_type"] == kind}


def compiled_statements(settings: Settings, schemas: Collection[str] | None = None) -> Iterator[tuple[str, str]]:
    """Each model's name and compiled SQL, in the order of their references, materialised as the product does it.

    Args:
        settings: Of a work warehouse on which the product has built them.
        schemas: Only models of these; None takes all.
    """
    every = nodes(settings, "model")
    models = {key: node for key, node in every.items() if schemas is None or node["schema"] in schemas}
    folder = settings.dbt_dir / "target" / "compiled" / "entrepot"
    catalogue = f'"{settings.work_file.stem}".'
    unfed = {node["unique_id"] for node in unfed_entities({"nodes": models})}
    for node in _in_order(models):
        schema = f"create schema if not exists {node['schema']};"
        if node["unique_id"] in unfed:
            yield node["name"], schema + empty_table(node)
            continue
        sql = (folder / node["original_file_path"]).read_text(encoding="utf-8").replace(catalogue, "")
        kind = "view" if node["config"]["materialized"] == "view" else "table"
        yield node["name"], f"{schema}create {kind} {node['schema']}.{node['name']} as {sql}"


def compiled_tests(settings: Settings) -> list[str]:
    """The compiled SQL of every check that a run makes."""
    folder = settings.dbt_dir / "target" / "compiled" / "entrepot"
    catalogue = f'"{settings.work_file.stem}".'
    names = {node["name"] for node in nodes(settings, "test").values()}
    found = [path for path in sorted(folder.rglob("*.sql")) if path.stem in names]
    return [path.read_text(encoding="utf-8").replace(catalogue, "") for path in found]


def _in_order(nodes: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Sort nodes so that each stands after what it reads."""
    graph = {key: [name for name in node["depends_on"]["nodes"] if name in nodes] for key, node in nodes.items()}
    return [nodes[key] for key in TopologicalSorter(graph).static_order()]


def peak_gib() -> float:
    """The most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


_WRITING = {"extracts": write_bench_company, "delta_extracts": write_bench_delta}
_MEASURING = {
    "product": measure_product,
    "floor": measure_floor,
    "product_landing": measure_landing,
    "floor_landing": measure_floor_landing,
    "delta": measure_delta,
    "daily": measure_product,
    "anew": measure_anew,
}


def main() -> None:
    """Print one measurement as JSON."""
    what, lines, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    if what in _WRITING:
        _WRITING[what](folder, lines)
        return
    settings = load_settings(folder / "entrepot.toml")
    start = time.process_time()
    timings = _MEASURING[what](settings)
    timings["total"] = time.process_time() - start
    timings["peak_gib"] = peak_gib()
    sys.stdout.write(json.dumps(timings) + "\n")


if __name__ == "__main__":
    main()
