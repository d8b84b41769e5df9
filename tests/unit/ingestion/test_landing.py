"""How batches come, stay, are typed anew and are taken back."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from ingestion.contract.delivery import vendor_tables
from ingestion.contract.document import SourceTable
from ingestion.intake.sources import plan_intake, take_in
from ingestion.landing.batches import CANONICAL_VERSION, Batch, list_batches, revoke
from ingestion.raw.control import write_control_totals
from ingestion.raw.generated_models import base_model_sql
from ingestion.raw.loading import load_batches, prepare_raw
from warehouse.settings import Settings

HEADER = "id,amount,currency,paid_at,method,score\n"
DAY_1 = HEADER + "p1,10.50,EUR,2025-01-01T10:00:00Z,card,3\np2,-2.25,EUR,2025-01-01T11:00:00Z,cash,\n"
DAY_2 = HEADER + "p2,-2.75,EUR,2025-01-01T11:00:00Z,cash,\np3,7.00,USD,2025-01-02T10:00:00Z,card,\n"
Table = Callable[..., SourceTable]


@pytest.fixture(autouse=True)
def contract(write_table: Table) -> None:
    write_table()


def take_all(gate: duckdb.DuckDBPyConnection, settings: Settings) -> list[Batch]:
    for plan in plan_intake(settings):
        take_in(gate, settings, plan)
    return list_batches(settings)


def loaded(settings: Settings, batches: list[Batch]) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("set timezone = 'UTC'")
    tables = vendor_tables(settings)
    prepare_raw(connection, tables)
    load_batches(connection, tables, batches)
    write_control_totals(connection, tables, batches)
    return connection


def test_same_file_twice_is_one_batch(gate: duckdb.DuckDBPyConnection, settings: Settings, extract_dir: Path) -> None:
    (extract_dir / "payments_2025-01-01.csv").write_text(DAY_1)
    first = take_all(gate, settings)
    (extract_dir / "payments_2025-01-01b.csv").write_text(DAY_1)
    again = take_all(gate, settings)
    assert [batch.batch_id for batch in again] == [batch.batch_id for batch in first]
    assert first[0].extracted_at.isoformat() == "2025-01-01T23:59:59.999999"


def test_a_manifest_says_which_canonical_contract_was_in_force_and_an_older_one_the_first(
    gate: duckdb.DuckDBPyConnection, settings: Settings, extract_dir: Path
) -> None:
    (extract_dir / "payments_2025-01-01.csv").write_text(DAY_1)
    [batch] = take_all(gate, settings)
    manifest = batch.folder / "manifest.json"
    content = json.loads(manifest.read_text(encoding="utf-8"))
    assert (content["contract_version"], content["canonical_version"]) == ("1.2.0", CANONICAL_VERSION)
    manifest.write_text(json.dumps({**content, "canonical_version": 7}), encoding="utf-8")
    assert list_batches(settings)[0].canonical_version == 7
    del content["canonical_version"]
    manifest.write_text(json.dumps(content), encoding="utf-8")
    assert list_batches(settings)[0].canonical_version == 1


def test_a_missing_folder_is_said_and_not_an_error(settings: Settings, extract_dir: Path) -> None:
    extract_dir.rmdir()
    plan = plan_intake(settings)[0]
    assert plan.status == "missing"
    assert "does not exist" in plan.problems[0]


def test_raw_keeps_every_version_and_totals_take_the_last(
    gate: duckdb.DuckDBPyConnection, settings: Settings, extract_dir: Path
) -> None:
    (extract_dir / "payments_2025-01-01.csv").write_text(DAY_1)
    (extract_dir / "payments_2025-01-02.csv").write_text(DAY_2)
    connection = loaded(settings, take_all(gate, settings))
    assert connection.execute("select count(*) from raw_tiny.payments").fetchall() == [(4,)]
    totals = connection.execute(
        "select control_date, currency_code, row_count, control_amount from run.control_total order by 1, 2"
    ).fetchall()
    assert [(str(day), code, count, amount) for day, code, count, amount in totals] == [
        ("2025-01-01", "EUR", 2, Decimal("7.7500")),
        ("2025-01-02", "USD", 1, Decimal("7.0000")),
    ]


def test_a_revoked_batch_leaves_raw_and_does_not_come_back_by_itself(
    gate: duckdb.DuckDBPyConnection, settings: Settings, extract_dir: Path
) -> None:
    (extract_dir / "payments_2025-01-01.csv").write_text(DAY_1)
    (extract_dir / "payments_2025-01-02.csv").write_text(DAY_2)
    connection = loaded(settings, take_all(gate, settings))
    revoke(settings, list_batches(settings)[1].batch_id)
    assert not plan_intake(settings)[0].pending
    load_batches(connection, vendor_tables(settings), list_batches(settings))
    assert connection.execute("select payment_id, amount from raw_tiny.payments order by 1").fetchall() == [
        ("p1", Decimal("10.5000")),
        ("p2", Decimal("-2.2500")),
    ]


def test_a_newer_contract_types_the_same_file_anew(
    gate: duckdb.DuckDBPyConnection, settings: Settings, extract_dir: Path, write_table: Table
) -> None:
    (extract_dir / "payments_2025-01-01.csv").write_text(DAY_1)
    old = take_all(gate, settings)[0]
    write_table(replace=("physicalType: INTEGER", "physicalType: BIGINT"))
    new = take_all(gate, settings)
    assert [batch.batch_id for batch in new] == [old.batch_id]
    assert new[0].contract_hash != old.contract_hash
    connection = loaded(settings, new)
    assert connection.execute("select typeof(score), count(*) from raw_tiny.payments group by 1").fetchall() == [
        ("BIGINT", 2)
    ]


def test_totals_stand_when_a_newer_contract_names_a_column_that_was_not_landed(
    gate: duckdb.DuckDBPyConnection, settings: Settings, extract_dir: Path, write_table: Table
) -> None:
    (extract_dir / "payments_2025-01-01.csv").write_text(DAY_1)
    batches = take_all(gate, settings)
    write_table(replace=("amount: amount,", 'amount: "coalesce(fee, amount)",'))
    path = settings.vendors_dir / "tiny" / "contracts" / "payments.yaml"
    fee = '      - {name: fee, physicalType: "DECIMAL(18,4)"}\n'
    path.write_text(path.read_text(encoding="utf-8") + fee, encoding="utf-8")
    connection = loaded(settings, batches)
    assert connection.execute("select sum(control_amount) from run.control_total").fetchall() == [(Decimal("8.2500"),)]


@pytest.mark.parametrize("is_correction_first_by_name", [True, False])
def test_of_two_files_of_one_dated_name_the_one_written_last_wins(
    gate: duckdb.DuckDBPyConnection, settings: Settings, extract_dir: Path, is_correction_first_by_name: bool
) -> None:
    names = ["payments_2025-01-01.csv", "payments_2025-01-01_again.csv"]
    first, correction = reversed(names) if is_correction_first_by_name else names
    (extract_dir / first).write_text(DAY_1)
    (extract_dir / correction).write_text(DAY_1.replace("10.50", "11.50"))
    os.utime(extract_dir / first, (1_735_800_000, 1_735_800_000))
    os.utime(extract_dir / correction, (1_735_900_000, 1_735_900_000))
    connection = loaded(settings, take_all(gate, settings))
    assert connection.execute("select sum(control_amount) from run.control_total").fetchall() == [(Decimal("9.2500"),)]
    table = vendor_tables(settings)[0]
    ranking = re.search(r"row_number\(\) over \(.*?\) = 1", base_model_sql(table), re.DOTALL)
    assert ranking
    rows = connection.execute(f"select amount from raw_tiny.payments qualify {ranking[0]} order by 1").fetchall()
    assert rows == [(Decimal("-2.2500"),), (Decimal("11.5000"),)]
