"""What serves nothing is nowhere in the demo company's landing, and what a removed column answered is named."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingestion.contract.document import OWN_CONTRACTS
from ingestion.landing.batches import list_batches
from orchestration.dbt.assembly import OWN_PROJECT
from orchestration.purpose.landing import left_out
from warehouse.releases import require_release
from warehouse.settings import Settings

VENDOR = "hubspot"
SOURCE = "crm"


@pytest.fixture(scope="module")
def marts(demo: Settings) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(require_release(demo).database), read_only=True)


def test_a_column_in_no_question_is_not_in_landing(demo: Settings, marts: duckdb.DuckDBPyConnection) -> None:
    gone = left_out(demo)
    told = marts.execute(
        "select source_name, table_name, column_name from marts.mart_quality__purpose_register where not is_landed"
    ).fetchall()
    assert set(told) == {(*place, name) for place, names in gone.items() for name in names}
    assert (SOURCE, "deals", "name") in told
    looked_at = 0
    for batch in list_batches(demo):
        columns = {row[0] for row in duckdb.sql(f"describe select * from read_parquet('{batch.data}')").fetchall()}
        lost = gone.get((batch.source_name, batch.table_name), frozenset())
        assert not columns & lost
        assert set(batch.left_out) == lost
        looked_at += len(lost)
    assert looked_at > 50


def test_every_landed_column_has_a_purpose_and_every_questions_column_lands(marts: duckdb.DuckDBPyConnection) -> None:
    unclear = marts.execute(
        "select count(*) from marts.mart_quality__purpose_register where is_landed and question_codes is null "
        "and technical_purpose_types is null and kept_by_name is null or not is_landed and question_count > 0"
    ).fetchone()
    assert unclear == (0,)
    personal = marts.execute(
        "select count(*) from marts.mart_quality__purpose_register "
        "where is_personal and is_landed and question_count = 0"
    ).fetchone()
    assert personal == (0,)


def test_coverage_by_definition_is_never_less_than_by_values(marts: duckdb.DuckDBPyConnection, demo: Settings) -> None:
    [(count, wrong)] = marts.execute(
        "select count(*), count(*) filter (where filled_column_count > defined_column_count "
        "or defined_column_count > column_count) from marts.mart_quality__coverage"
    ).fetchall()
    assert (count > 60, wrong) == (True, 0)
    rows = marts.execute(
        "select source_name, count(*) from marts.mart_quality__question_coverage group by source_name"
    ).fetchall()
    assert dict(rows) == {name: 64 for name in ("all", *(source.name for source in demo.sources))}


def test_source_check_names_what_a_removed_column_answered(demo: Settings, entrepot: Any, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "releases").symlink_to(demo.releases_dir)
    text = demo.config_file.read_text().replace('"data/extracts', f'"{demo.data_dir}/extracts')
    (tmp_path / "entrepot.toml").write_text(text)
    own = tmp_path / "vendors" / VENDOR
    shutil.copytree(OWN_CONTRACTS / VENDOR, own / "contracts")
    shutil.copytree(OWN_PROJECT / "models" / "staging" / VENDOR, own / "staging")
    model = own / "staging" / "stg_hubspot__opportunity.sql"
    before = model.read_text()
    model.write_text(before.replace("amount as expected_amount", "null as expected_amount"))
    assert model.read_text() != before

    found = entrepot(tmp_path / "entrepot.toml", "source", "check", SOURCE, "--details")
    assert found.returncode == 0, found.stderr
    assert (
        "opportunity.expected_amount was filled in the current release and is filled no longer: manager-6"
        in found.stdout
    )
    assert "odoo.crm_lead.expected_revenue" in found.stdout
    assert "Questions, of 64: " in found.stdout

    contract = own / "contracts" / "deals.yaml"
    lines = contract.read_text().split("      - name: ")
    contract.write_text("      - name: ".join(part for part in lines if not part.startswith("closed_at\n")))
    found = entrepot(tmp_path / "entrepot.toml", "source", "check", SOURCE)
    assert found.returncode == 2
    assert "which no contract of this vendor names" in found.stdout
