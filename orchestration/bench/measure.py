"""One measurement: the product or the floor at one size, in a process of its own.

Belongs here: `python -m orchestration.bench.measure product|floor LINES FOLDER`, which prints CPU seconds per part and
peak memory as JSON. Not here: comparing them.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from ingestion.connectors.files import find_extracts
from ingestion.contract import SourceTable, vendor_tables
from orchestration.bench.extracts import write_bench_company
from warehouse.settings import Settings, load_settings

BUILD_STEPS = ("raw", "canonical", "admission", "core", "marts")
MATERIALISED_AS_VIEW = "view"


def measure_product(settings: Settings) -> dict[str, float]:
    """Run the whole way and return CPU seconds per step."""
    from orchestration.pipeline import RunOptions, opened_pipeline
    from orchestration.reporter import Reporter

    reporter = Reporter()
    with opened_pipeline(settings, RunOptions(), reporter) as pipeline:
        pipeline.land("bench")
        pipeline.load_raw()
        pipeline.build_canonical()
        pipeline.admit()
        pipeline.resolve_identity()
        pipeline.build_core()
        pipeline.forecast_demand()
        pipeline.build_marts()
        pipeline.publish()
    seconds = {step.name: step.cpu_seconds for step in reporter.steps}
    return {
        "landing": seconds["landing bench"],
        "build": sum(seconds[name] for name in BUILD_STEPS),
        **{name: seconds[name] for name in ("models", "identity", "forecast", "release")},
    }


def measure_floor(settings: Settings) -> dict[str, float]:
    """Do the same by hand: COPY to Parquet, then the compiled SQL with the same materialisations.

    The product must have run on this folder: its compiled SQL, and what identity and forecasting wrote, are taken over.
    """
    timings: dict[str, float] = {}
    tables = vendor_tables(settings)
    target = settings.work_dir / "floor"
    target.mkdir()
    with duckdb.connect(config={"threads": settings.environment.threads}) as connection, _timed(timings, "landing"):
        for table in tables:
            _copy_to_parquet(connection, settings, table, target)
    with duckdb.connect(str(target / "floor.duckdb"), config={"threads": settings.environment.threads}) as connection:
        connection.execute("set preserve_insertion_order = false")
        _copy_python_tables(connection, settings)
        with _timed(timings, "build"):
            for table in tables:
                _load_raw(connection, table, target)
            for statement in _compiled_statements(settings):
                connection.execute(statement)
    return timings


@contextmanager
def _timed(timings: dict[str, float], name: str) -> Iterator[None]:
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
        "timestamp '2025-12-31 23:59:59' as _extracted_at, file_row_number as _row_number, 1 as _load_number, "
        f"cast(null as varchar) as _faults from read_parquet('{target / table.name}.parquet', file_row_number = true)"
    )


def _copy_python_tables(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Take over what identity, forecasting and the run wrote: it is not part of what is compared."""
    connection.execute(f"attach '{settings.work_file}' as work (read_only)")
    names = connection.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = 'work' "
        "and schema_name in ('identity', 'forecasting', 'run')"
    ).fetchall()
    for schema, name in names:
        connection.execute(f"create schema if not exists {schema}")
        connection.execute(f"create table {schema}.{name} as select * from work.{schema}.{name}")
    connection.execute("detach work")


def _compiled_statements(settings: Settings) -> Iterator[str]:
    """The compiled SQL of seeds' tables and models in the order of their references."""
    manifest = json.loads((settings.dbt_dir / "target" / "manifest.json").read_text(encoding="utf-8"))
    nodes = {key: node for key, node in manifest["nodes"].items() if node["resource_type"] in {"model", "seed"}}
    compiled = _compiled_sql(settings, nodes)
    for key in _in_order(nodes):
        node = nodes[key]
        yield f"create schema if not exists {node['schema']}"
        name = f"{node['schema']}.{node['name']}"
        if node["resource_type"] == "seed":
            path = settings.dbt_dir / node["original_file_path"]
            yield f"create table {name} as select * from read_csv('{path}', header = true, nullstr = '')"
        else:
            kind = "view" if node["config"]["materialized"] == MATERIALISED_AS_VIEW else "table"
            yield f"create {kind} {name} as {compiled[key]}"


def _compiled_sql(settings: Settings, nodes: dict[str, dict[str, object]]) -> dict[str, str]:
    """Read what dbt compiled; the floor's file has another catalogue, so that name goes."""
    folder = settings.dbt_dir / "target" / "compiled" / "entrepot"
    models = {key: node for key, node in nodes.items() if node["resource_type"] == "model"}
    catalogue = f'"{settings.work_file.stem}".'
    texts = {
        key: (folder / str(node["original_file_path"])).read_text(encoding="utf-8") for key, node in models.items()
    }
    return {key: text.replace(catalogue, "") for key, text in texts.items()}


def _in_order(nodes: dict[str, dict[str, object]]) -> list[str]:
    """Sort nodes so that each stands after what it reads."""
    from graphlib import TopologicalSorter

    graph = {key: [parent for parent in _parents(node) if parent in nodes] for key, node in nodes.items()}
    return list(TopologicalSorter(graph).static_order())


def _parents(node: dict[str, object]) -> list[str]:
    depends_on = node.get("depends_on")
    return list(depends_on.get("nodes", [])) if isinstance(depends_on, dict) else []


def main() -> None:
    """Print one measurement as JSON."""
    what, lines, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    if what == "extracts":
        write_bench_company(folder, lines)
        return
    settings = load_settings(folder / "entrepot.toml")
    start = time.process_time()
    timings = measure_product(settings) if what == "product" else measure_floor(settings)
    timings["total"] = time.process_time() - start
    timings["peak_gib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    sys.stdout.write(json.dumps(timings) + "\n")


if __name__ == "__main__":
    main()
