"""A tiny release for the tests of the pages: tables as dbt's contracts say, rows from `tiny_rows.sql`.

Belongs here: building it in a folder. Not here: what is expected of it.
"""

from __future__ import annotations

import functools
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import yaml

from dashboards import tables
from warehouse.fingerprint import TableFingerprint
from warehouse.releases.manifest import DATABASE, MANIFEST, Check, Manifest

HERE = Path(__file__).parent
MODELS = HERE.parents[2] / "dbt_project" / "models"
CONTRACTS = {"marts": MODELS / "marts", "core": MODELS / "core"}
ASKED = (
    "marts.mart_planning__lost_demand",
    "marts.mart_quality__identity_review",
    "marts.mart_quality__profile",
    "marts.mart_sales__sku_ranking",
    "marts.mart_supply__missed_delivery",
)
"""What no board reads but an answer or the desk of stewards does."""
READ = {*tables.READS, *tables.REPORT_READS, *ASKED}
ROWS = HERE / "tiny_rows.sql"
SCORECARD = HERE / "tiny_scorecard.sql"
OF_RULES = tuple(
    f"marts.mart_quality__{name}"
    for name in ("rule", "finding", "quarantine", "profile", "grade", "coverage", "unmapped_inbox")
)
WRITTEN = {
    "marts.mart_quality__trust_board": "table_type varchar, table_name varchar, grade varchar",
    "main.release": "company_name varchar, group_currency_code varchar, as_of_date date",
}
"""Tables that no model makes, as far as the pages read them."""
PAGES = {"index.html": '<a href="expectations/rules.html">What is expected</a>', "expectations/rules.html": "Expected."}
RELEASE_ID = "20260105T060000Z-0a1b2c3d"


def create_tables(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Create the tables that pages read, empty; return the DDL by name."""
    statements = {}
    for schema, folder in CONTRACTS.items():
        connection.execute(f"create schema {schema}")
        for path in sorted(folder.rglob("*.yml")):
            for model in _models(path):
                name = f"{schema}.{model['name']}"
                columns = ", ".join(f"{column['name']} {column['data_type']}" for column in model["columns"])
                if name in READ:
                    statements[name] = f"create table {name} ({columns})"
    statements |= {name: f"create table {name} ({columns})" for name, columns in WRITTEN.items()}
    for statement in statements.values():
        connection.execute(statement)
    return statements


@functools.cache
def _models(path: Path) -> list[dict[str, Any]]:
    """Return the models of a file of contracts; reading it takes longer than creating its tables."""
    return list(yaml.safe_load(path.read_text(encoding="utf-8")).get("models", []))


def publish(
    project: Path,
    *,
    rows: Path | None = ROWS,
    release_id: str = RELEASE_ID,
    scorecard: Path | None = None,
    is_old: bool = False,
) -> Path:
    """Publish a release into a project's folder and make it the current one; return its database.

    Only a release of the demo company has a scorecard, and an old one neither rules nor what follows from them.
    """
    folder = project / "data" / "releases" / release_id
    folder.mkdir(parents=True)
    with duckdb.connect(str(folder / DATABASE)) as connection:
        names = [*create_tables(connection)]
        if rows:
            connection.execute(rows.read_text(encoding="utf-8"))
        if scorecard:
            connection.execute(scorecard.read_text(encoding="utf-8"))
            names.append("marts.mart_quality__scorecard")
        if is_old:
            for name in OF_RULES:
                connection.execute(f"drop table if exists {name}")
            names = [name for name in names if name not in OF_RULES]
        counts = {name: connection.execute(f"select count(*) from {name}").fetchall()[0][0] for name in names}
    (folder / MANIFEST).write_text(manifest(release_id, counts).model_dump_json(), encoding="utf-8")
    link = folder.parent / "current"
    link.unlink(missing_ok=True)
    link.symlink_to(release_id)
    return folder / DATABASE


def write_data_docs(release: Path) -> None:
    """Give a release, named by its folder, the pages that show what was judged."""
    for name, body in PAGES.items():
        path = release / "data_docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"<!DOCTYPE html><title>Data Docs</title><body>{body}</body>", encoding="utf-8")


def manifest(release_id: str, counts: dict[str, int]) -> Manifest:
    return Manifest(
        id=release_id,
        as_of=date(2025, 12, 31),
        batches=(),
        ledger_high_water=0,
        code_hash="",
        published_at=datetime(2026, 1, 5, 6, tzinfo=UTC),
        company="Tiny & Sons",
        group_currency="EUR",
        duckdb_version=duckdb.__version__,
        tables={name: TableFingerprint(rows, "") for name, rows in counts.items()},
        personal_tables={},
        checks=(Check(name="orders_have_lines", severity="warn", passed=True),),
    )


def configure(project: Path) -> Path:
    """Write a configuration and return its path."""
    config = project / "entrepot.toml"
    config.write_text('[company]\nname = "Tiny & Sons"\ngroup_currency = "EUR"\n', encoding="utf-8")
    return config
