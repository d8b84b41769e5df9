"""Which files a run within the day takes in, and which wait."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from ingestion.contract.document import OWN_CONTRACTS, SourceTable, load_vendor
from ingestion.intake.sources import plan_intake, take_in
from ingestion.intake.within_day import count_waiting, within_the_day
from ingestion.landing.batches import list_batches
from warehouse.settings import Settings

ROWS = "id,amount,currency,paid_at,method,score\np1,1.00,EUR,2026-01-31T10:00:00Z,card,\n"
MARK = "    customProperties:\n"
MARKED = MARK + "      - {property: intraday, value: true}\n"
MORNING, NIGHT = "2026-01-31T1015", "2026-01-31"


@pytest.fixture(autouse=True)
def payments_matter_and_refunds_wait(
    write_table: Callable[..., SourceTable], settings: Settings, extract_dir: Path
) -> None:
    payments = write_table(replace=(MARK, MARKED)).file
    text = payments.read_text(encoding="utf-8").replace(MARKED, MARK).replace("payments", "refunds")
    payments.with_name("refunds.yaml").write_text(text.replace("entity: payment", "entity: refund"), encoding="utf-8")
    for table, moment in (("payments", MORNING), ("payments", NIGHT), ("refunds", NIGHT)):
        text = ROWS.replace("p1", f"{table}{moment}")
        (extract_dir / f"{table}_{moment}.csv").write_text(text, encoding="utf-8")


def intake(gate: duckdb.DuckDBPyConnection, settings: Settings, *, intraday: bool) -> tuple[str, set[str], int]:
    """Take in what is new; return status, what has landed in all, and how many files wait."""
    plans = plan_intake(settings)
    [plan] = plans = within_the_day(plans) if intraday else plans
    report = take_in(gate, settings, plan)
    return report.status, {batch.file_name for batch in list_batches(settings)}, count_waiting(plans)


def test_the_contract_decides_what_is_taken_in_and_the_rest_waits(
    gate: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    of_the_day = {f"payments_{MORNING}.csv", f"payments_{NIGHT}.csv"}
    assert intake(gate, settings, intraday=True) == ("current", of_the_day, 1)
    assert intake(gate, settings, intraday=True) == ("current", of_the_day, 1)
    assert intake(gate, settings, intraday=False) == ("current", {*of_the_day, f"refunds_{NIGHT}.csv"}, 0)
    assert intake(gate, settings, intraday=True)[2] == 0


def test_a_stopped_file_holds_back_its_moment_only_and_the_full_run_knows(
    gate: duckdb.DuckDBPyConnection, settings: Settings, extract_dir: Path
) -> None:
    (extract_dir / f"payments_{NIGHT}.csv").write_text(ROWS + "p2,1.0", encoding="utf-8")
    status, landed, _ = intake(gate, settings, intraday=True)
    assert (status, landed) == ("stopped", {f"payments_{MORNING}.csv"})
    status, landed, _ = intake(gate, settings, intraday=False)
    assert (status, landed) == ("stopped", {f"payments_{MORNING}.csv"})


@pytest.mark.parametrize("vendor", sorted(path.name for path in OWN_CONTRACTS.iterdir() if path.is_dir()))
def test_tables_of_one_file_are_taken_in_together(vendor: str, settings: Settings) -> None:
    marks: dict[str, set[bool]] = {}
    for table in load_vendor(vendor, settings):
        marks.setdefault(table.path_glob, set()).add(table.is_intraday)
    assert all(len(found) == 1 for found in marks.values())


def test_orders_stock_shipments_and_payments_matter_within_the_day(settings: Settings) -> None:
    marked = {
        f"{vendor}.{table.name}"
        for vendor in ("shopify", "odoo", "threepl", "hubspot")
        for table in load_vendor(vendor, settings)
        if table.is_intraday
    }
    assert marked >= {
        "shopify.orders", "shopify.order_lines", "shopify.transactions", "odoo.sale_order", "odoo.sale_order_line",
        "odoo.stock_move", "threepl.shipments", "threepl.stock_levels",
    }  # fmt: skip
    assert not any(name.startswith("hubspot.") for name in marked)
