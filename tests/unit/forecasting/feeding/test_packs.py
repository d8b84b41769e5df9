"""A supplier gets its own rows and nobody else's; what it sends back passes its contract, or is refused row by row."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import duckdb
import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from forecasting.feeding.packs import FORM_COLUMNS, Pack, requirement_packs
from ingestion.checking import check_source
from ingestion.contract.document import load_vendor
from orchestration.cli.app import app
from warehouse.connections import open_writer
from warehouse.releases import ReleaseFacts, audit, build_candidate, publish, verify
from warehouse.settings import load_settings

RELEASE = """
create schema core; create schema marts;
create table core.dim_supplier as from (values ('s1', '=Mill()'), ('s2', 'Weaver'), ('s3', 'Idle'))
    as t(supplier_key, supplier_name);
create table core.dim_product as select product_key, upper(product_key) as sku, '@' || product_key as product_name,
    null as colour_name, null as size_code, 'pcs' as unit_code
    from (values ('shirt'), ('coat'), ('cloth')) as t(product_key);
create table marts.mart_planning__supplier_order as
select *, null::varchar as sku from (values
    ('s1', 'open', 'P1', 'shirt', null, date '2026-01-20', date '2026-01-20', null, null, date '2026-01-20', 7,
        2.5, 'EUR'),
    ('s1', 'confirmed', 'P2', 'shirt', null, date '2026-01-20', date '2026-01-20', date '2026-09-20', 7,
        date '2026-09-20', 7, 2.5, 'EUR'),
    ('s1', 'accepted', null, 'coat', null, null, date '2026-01-15', null, null, date '2026-01-15', 12, 2.5, 'EUR'),
    ('s2', 'confirmed', 'P4', 'cloth', date '2026-01-10', date '2026-01-12', date '2026-01-12', date '2026-01-14',
        90, date '2026-01-14', 99, 1.5, 'USD'))
    as t(supplier_key, answer_state, order_number, product_key, requested_date, promised_date, asked_date,
        confirmed_date, confirmed_qty, told_date, asked_qty, unit_price_amount, currency_code);
create table marts.mart_planning__supplier_requirement as from (values
    ('s1', 'shirt', date '2026-01-05', 1, 0.0, 'EUR'), ('s1', 'coat', date '2026-01-12', 2, 24.0, 'EUR'),
    ('s1', 'coat', date '2026-03-02', 9, 7.0, 'EUR'), ('s2', 'coat', date '2026-01-19', 3, 5.0, 'EUR'),
    ('unknown', 'coat', date '2026-01-12', 2, 1.0, 'EUR'))
    as t(supplier_key, product_key, week_start_date, week_number, planned_qty, currency_code);
"""
CONFIG = """
[company]
name = "A"
group_currency = "EUR"

[[source]]
name = "answers"
vendor = "supplier_files"
systems = ["scm"]
path = "answers"
"""


@pytest.fixture
def release() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(RELEASE)
    return connection


def told(pack: Pack) -> list[tuple[object, ...]]:
    return [(row["request_type"], row["request_number"], float(row["requested_qty"])) for row in pack.rows]


def test_a_pack_holds_the_rows_of_its_supplier_and_no_other(release: duckdb.DuckDBPyConnection) -> None:
    mill, weaver = requirement_packs(release)
    assert told(mill) == [
        ("order", "P1-SHIRT", 7), ("forecast", "F20260112-COAT", 24), ("accepted", "A20260115-COAT", 12),
    ]  # fmt: skip
    assert [(row["confirmed_date"], row["confirmed_qty"]) for row in weaver.rows] == [
        (date(2026, 1, 14), 90),
        (None, None),
    ]
    assert told(weaver) == [("order", "P4-CLOTH", 99), ("forecast", "F20260119-COAT", 5)]
    assert requirement_packs(release, "weaver") == [weaver]
    for pack in (mill, weaver):
        own = {
            f"{number}-{product.upper()}"
            for number, product in release.execute(
                """select coalesce(order_number, 'A' || strftime(asked_date, '%Y%m%d')), product_key
                from marts.mart_planning__supplier_order where supplier_key = $1 union all
                select 'F' || strftime(week_start_date, '%Y%m%d'), product_key
                from marts.mart_planning__supplier_requirement where supplier_key = $1""",
                [pack.supplier_key],
            ).fetchall()
        }
        assert {row["request_number"] for row in pack.rows} <= own


def test_the_form_has_the_columns_of_its_contract(tmp_path: Path) -> None:
    config = tmp_path / "entrepot.toml"
    config.write_text(CONFIG, encoding="utf-8")
    [table] = [table for table in load_vendor("supplier_files", load_settings(config)) if table.name == "commitments"]
    assert set(FORM_COLUMNS) == {name for column in table.columns for name in column.physical_names}


def test_files_are_safe_and_come_back_filled_in_or_are_refused_row_by_row(tmp_path: Path) -> None:
    config = tmp_path / "entrepot.toml"
    config.write_text(CONFIG, encoding="utf-8")
    settings = load_settings(config)
    with open_writer(settings) as connection:
        connection.execute(RELEASE)
    facts = ReleaseFacts(as_of=date(2026, 1, 5), batches=("one",), ledger_high_water=0, code_hash="code")
    publish(settings, audit(verify(build_candidate(settings, facts)), lambda connection: []))
    result = CliRunner().invoke(app, ["plan", "packs", "--config", str(config)], catch_exceptions=False)
    assert result.output.count(" rows, ") == 2
    mill, weaver = (tmp_path / "data" / "packs" / "2026-01-05" / key for key in ("s1", "s2"))
    text = (mill / "requirement_2026-01-05.csv").read_text(encoding="utf-8")
    assert "'@shirt" in text
    assert "CLOTH" not in text
    cells = [cell for row in load_workbook(mill / "requirement_2026-01-05.xlsx")["requirement"] for cell in row]
    assert {cell.data_type for cell in cells if isinstance(cell.value, str)} == {"s"}
    with (weaver / "commitments_2026-01-05.csv").open(encoding="utf-8", newline="") as stream:
        form = list(csv.DictReader(stream, delimiter=";"))
    assert [(row["purchase_order"], row["needed_on"], row["requested_quantity"]) for row in form] == [
        ("P4", "10/01/2026", "99"),
        ("", "19/01/2026", "5"),
    ]
    (tmp_path / "answers").mkdir()
    good = {**form[0], "committed_quantity": "90", "committed_date": "14/01/2026", "given_on": "06/01/2026"}
    bad = [
        {**good, "commitment_no": "x1", "committed_quantity": "many"},
        {**good, "commitment_no": "x2", "committed_date": "31/31/2026"},
        {**good, "commitment_no": ""},
        {**form[1], "committed_date": "14/01/2026"},
    ]
    with (tmp_path / "answers" / "commitments_2026-01-06.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, FORM_COLUMNS, delimiter=";", lineterminator="\n")
        writer.writeheader()
        writer.writerows([good, *bad])
    found = check_source(settings, "answers")
    assert [row[:5] for row in found.rows] == [["commitments", "commitments_2026-01-06.csv", 2, 3, 1]]
    assert found.refusals == [
        f"commitments_2026-01-06.csv: 1 rows would be refused: {why}."
        for why in ("commitment_number:missing", "committed_quantity:missing", "committed_quantity:unreadable")
    ]
