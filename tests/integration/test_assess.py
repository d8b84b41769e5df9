"""The integration report on companies of which is known where their systems do not fit together."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from concurrent.futures import Future
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from warehouse.settings import Settings

Command = Callable[..., Any]
OF_SYSTEMS_THAT_ARE_NOT_READ = {"payout_short", "cash_not_remitted"}
LEAST_FOUND = 0.95
MOST_MONEY_OFF = Decimal("0.01")


def told(entrepot: Command, company: Settings) -> dict[str, Any]:
    finished = entrepot(company, "assess", "--format", "json")
    assert finished.returncode == 0, finished.stderr
    return dict(json.loads(finished.stdout))


@pytest.fixture(scope="module")
def faulty(faulty_company: Future[Any]) -> Settings:
    """A company with faults and broken joints."""
    company: Settings = faulty_company.result().company
    return company


@pytest.fixture(scope="module")
def planted(faulty: Settings) -> list[dict[str, str]]:
    """The joints that were broken on purpose, of the systems that its configuration reads."""
    with (faulty.data_dir / "truth" / "joints.csv").open(encoding="utf-8", newline="") as stream:
        return [row for row in csv.DictReader(stream) if row["kind"] not in OF_SYSTEMS_THAT_ARE_NOT_READ]


@pytest.fixture(scope="module")
def found(entrepot: Command, faulty: Settings) -> dict[tuple[str, str], dict[str, Any]]:
    """The documents that the report names, by kind and number."""
    return {(row["pain_type"], row["document_number"]): row for row in told(entrepot, faulty)["items"]}


def test_broken_joints_are_found_by_their_documents(planted: list[Any], found: dict[Any, Any]) -> None:
    assert len(planted) > 80
    assert {row["kind"] for row in planted} == {
        "order_missing_in_erp", "order_late_in_erp", "order_typed_by_hand", "sku_unmapped_in_erp",
        "shipment_missing_in_erp", "contact_without_order",
    }  # fmt: skip
    named = [row for row in planted if (row["kind"], row["document_number"]) in found]
    assert len(named) >= LEAST_FOUND * len(planted)


def test_their_money_is_the_documents(planted: list[Any], found: dict[Any, Any]) -> None:
    pairs = [
        (Decimal(row["money"]), Decimal(found[key]["pain_amount"]), row["currency_code"], found[key]["currency_code"])
        for row in planted
        if (key := (row["kind"], row["document_number"])) in found and row["money"]
    ]
    assert len(pairs) > 70
    assert [pair for pair in pairs if abs(pair[0] - pair[1]) > MOST_MONEY_OFF * pair[0] or pair[2] != pair[3]] == []


def test_an_unbroken_company_has_no_pain(entrepot: Command, demo: Settings) -> None:
    report = told(entrepot, demo)
    assert report["pains"] == report["items"] == []
    levels = {(it["pair"], it["flow"]): it["measured"] and it["measured"]["level_number"] for it in report["pairs"]}
    assert [levels["shop_erp", flow] for flow in ("information", "goods", "money")] == [5, 5, 5]
    assert levels["erp_warehouse", "goods"] == 5
    assert levels["office_erp", "information"] is None


def test_the_report_is_written_whole_into_the_data_folder(entrepot: Command, demo: Settings) -> None:
    for form, start in (("html", b"<!doctype html>"), ("xlsx", b"PK")):
        finished = entrepot(demo, "assess", "--lang", "zh", "--format", form)
        assert finished.returncode == 0, finished.stderr
        path = Path(finished.stdout.split(" stands in ")[1].strip().removesuffix("."))
        assert path.parent == demo.data_dir / "assess"
        assert path.read_bytes().startswith(start)
    left = [path.name for path in (demo.data_dir / "assess").iterdir() if path.name.startswith(".")]
    shutil.rmtree(demo.data_dir / "assess")
    assert left == []


def test_without_a_release_the_error_says_what_to_do(entrepot: Command, tmp_path: Path) -> None:
    config = tmp_path / "entrepot.toml"
    config.write_text('[company]\nname = "New"\ngroup_currency = "EUR"\n', encoding="utf-8")
    finished = entrepot(config, "assess")
    assert finished.returncode == 1
    assert "entrepot run" in finished.stderr


def test_a_stranger_gets_a_report_of_systems_that_share_no_ids(entrepot: Command, adventureworks: Settings) -> None:
    report = told(entrepot, adventureworks)
    pains = {row["pain_type"]: row for row in report["pains"]}
    # No order of the web shop reaches the ERP: all 27,659 stand there with their money.
    assert pains["shop_not_connected"]["document_count"] == 27659
    reasons = {it["name"]: it["not_measurable_because"] for it in report["findings"]}
    assert reasons["shop_orders"] is None
    assert "tickets" in reasons["crm_tickets"]
