"""One measurement of building core and marts, in a process of its own: the product's, or bare DuckDB's.

Belongs here: `python -m orchestration.bench.building WHAT FOLDER SOURCE COPIES`, which prints CPU seconds per part,
wall seconds per model and peak memory as JSON. Not here: the canonical rows (`copies`), comparing (`build`).

Publishing is a measurement of its own, so that a size whose release the disk cannot hold beside the work can be built.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from ingestion.contract.delivery import vendor_tables
from orchestration.bench.compare import MODEL, Figures
from orchestration.bench.copies import write_copies
from orchestration.bench.measure import compiled_statements, compiled_tests, peak_gib, timed
from orchestration.dbt.assembly import assemble
from orchestration.dbt.runner import DbtProject
from warehouse.connections import literal, open_reader, writer_config
from warehouse.lock import run_lock
from warehouse.releases import ReleaseFacts, audit, build_candidate, publish, require_release, verify
from warehouse.settings import Settings, load_settings

LAYERS = {"core": "entrepot.core", "marts": "entrepot.marts"}
BUILT = ("core", "marts", "personal")
"""Schemas of what is built; bare DuckDB makes these and reads the others."""


def make_copies(settings: Settings, source: Settings, copies: int) -> Figures:
    """Write the canonical rows that both build on; return how many order lines they are."""
    timings: Figures = {}
    with timed(timings, "copying"):
        lines = write_copies(source.work_file, settings.work_file, copies, writer_config(settings))
    return {**timings, "lines": float(lines)}


def measure_product(settings: Settings, source: Settings, copies: int) -> Figures:
    """Read the models, build and check as a run does; each part apart."""
    timings: Figures = {}
    as_of = _facts(source).as_of
    with run_lock(settings):
        with timed(timings, "start"):
            project = DbtProject(settings, assemble(settings, vendor_tables(settings)))
            project.parse()
        built = []
        for name, layer in LAYERS.items():
            with timed(timings, name):
                built += project.build([layer], as_of=as_of, kind="model")
        timings["build_peak_gib"] = peak_gib()
        with timed(timings, "tests"):
            project.build(list(LAYERS.values()), as_of=as_of, kind="test")
    return {
        **timings,
        "build": timings["core"] + timings["marts"],
        **{f"{MODEL}{node.name}": node.seconds for node in built},
        **_rows_built(settings),
    }


def measure_release(settings: Settings, source: Settings, copies: int) -> Figures:
    """Publish what was built, as a run does: copy, verify, audit, switch."""
    timings: Figures = {}
    with run_lock(settings), timed(timings, "release"):
        publish(settings, audit(verify(build_candidate(settings, _facts(source))), lambda connection: []))
    return timings


def _facts(source: Settings) -> ReleaseFacts:
    """What the source's own release says of its run."""
    manifest = require_release(source).manifest
    return ReleaseFacts.model_validate(manifest.model_dump(include=set(ReleaseFacts.model_fields)))


def _rows_built(settings: Settings) -> Figures:
    """Rows of each table that was built, by `rows schema.table`."""
    with open_reader(settings.work_file) as connection:
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() where list_contains(?, schema_name)", [list(BUILT)]
        ).fetchall()
        counted = " union all ".join(f"select 'rows {schema}.{name}', count(*) from {schema}.{name}"
                                     for schema, name in tables)  # fmt: skip
        return {name: float(rows) for name, rows in connection.execute(counted).fetchall()}


def measure_floor(settings: Settings, source: Settings, copies: int) -> Figures:
    """Run the compiled SQL of the product's models and checks on the same canonical rows in bare DuckDB."""
    timings: Figures = {}
    file = settings.work_dir / "floor.duckdb"
    file.unlink(missing_ok=True)
    with duckdb.connect(str(file), config=writer_config(settings)) as connection:
        _show_given_tables(connection, settings)
        with timed(timings, "build"):
            for name, statement in compiled_statements(settings, BUILT):
                started = time.perf_counter()
                connection.execute(statement)
                timings[f"{MODEL}{name}"] = time.perf_counter() - started
        timings["build_peak_gib"] = peak_gib()
        with timed(timings, "tests"):
            for check in compiled_tests(settings):
                connection.execute(check).fetchall()
    return timings


def _show_given_tables(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Show what was not built as views on the work warehouse, where the product reads it too."""
    connection.execute(f"attach {literal(settings.work_file)} as work (read_only)")
    given = connection.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = 'work' "
        "and not list_contains(?, schema_name)", [list(BUILT)],
    ).fetchall()  # fmt: skip
    for schema, name in given:
        connection.execute(f"create schema if not exists {schema}")
        connection.execute(f"create view {schema}.{name} as select * from work.{schema}.{name}")


_MEASURING: dict[str, Callable[[Settings, Settings, int], Figures]] = {
    "copies": make_copies, "product": measure_product, "release": measure_release, "floor": measure_floor,
}  # fmt: skip


def main() -> None:
    """Print one measurement as JSON."""
    what, folder, source, copies = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
    begun, began = time.process_time(), time.perf_counter()
    figures = _MEASURING[what](load_settings(folder / "entrepot.toml"), load_settings(source), copies)
    figures |= {
        "total": time.process_time() - begun, "wall": time.perf_counter() - began, "peak_gib": peak_gib(),
    }  # fmt: skip
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
