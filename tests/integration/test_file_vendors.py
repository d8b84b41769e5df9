"""Vendors that are read from files, all in one company: what their rows become, and what holds one of them back.

The sources are the templates of docs/templates, the extracts of a Salesforce beside this file, and what only a second
day, another encoding or a mistake shows. Expected figures are added up by hand.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import duckdb
import pytest

from warehouse.settings import Settings, load_settings

sys.path.insert(0, str(Path(__file__).parents[1] / "vendors"))
partner_files = import_module("partner_files")

Command = Callable[..., Any]
Rows = Callable[[str], list[tuple[Any, ...]]]
VENDORS = (
    "advertising", "amazon_settlement", "carrier", "channel_partner", "marketplace", "office", "payment_provider",
    "salesforce", "supplier_files", "threepl",
)  # fmt: skip
BROKEN = {"marketplace_short": "marketplace", "amazon_short": "amazon_settlement"}


@pytest.fixture(scope="module")
def company(house: Path, entrepot: Command, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A company with a source of every vendor and two more that do not add up, after its first run."""
    folder = tmp_path_factory.mktemp("file_vendors")
    shutil.copytree(house / "docs" / "templates", folder / "extracts")
    shutil.copytree(Path(__file__).with_name("salesforce"), folder / "extracts" / "salesforce")
    partner_files.write_second_days(folder / "extracts")
    partner_files.write_supplier_sheets(folder / "extracts" / "supplier_files")
    blocks = [
        f'[[source]]\nname = "{name}"\nvendor = "{vendor}"\nsystems = ["scm"]\npath = "extracts/{name}"\n'
        for name, vendor in {**{vendor: vendor for vendor in VENDORS}, **BROKEN}.items()
    ]
    config = folder / "entrepot.toml"
    config.write_text('[company]\nname = "Files"\ngroup_currency = "EUR"\n\n' + "\n".join(blocks), encoding="utf-8")
    finished = entrepot(config, "run")
    assert finished.returncode == 2, finished.stdout + finished.stderr
    return load_settings(config)


@pytest.fixture(scope="module")
def rows(company: Settings) -> Iterator[Rows]:
    """Ask the work warehouse, whose canonical tables a release does not carry."""
    with duckdb.connect(str(company.work_file), read_only=True) as connection:
        yield lambda sql: connection.execute(sql).fetchall()


def texts(rows: list[tuple[Any, ...]]) -> list[tuple[str | None, ...]]:
    return [tuple(None if value is None else str(value) for value in row) for row in rows]


def test_every_source_that_adds_up_is_current_and_proven(rows: Rows) -> None:
    apart = "residual_amount <> 0 or residual_row_count <> 0"
    found = rows(
        f"select source_name, count(*), count(*) filter ({apart}) from canonical.int_quality__completeness group by 1"
    )
    assert {name for name, count, broken in found if count and not broken} >= set(VENDORS)
    assert rows(f"select count(*) from run.source where status = 'current' and source_name in {VENDORS}") == [(10,)]


@pytest.mark.parametrize("source", BROKEN)
def test_a_settlement_that_does_not_add_up_holds_its_source_back(rows: Rows, source: str) -> None:
    [(status, message)] = rows(f"select status, message from run.source where source_name = '{source}'")
    assert status != "current"
    assert "lines_differ_from_t" in message
    assert rows(f"select count(*) from canonical.settlement_line where source_name = '{source}'") == [(0,)]


def test_one_id_of_15_and_18_characters_is_one_record(rows: Rows) -> None:
    found = texts(
        rows(
            "select party_record_id, party_type, party_role, full_name, parent_party_record_id, is_deleted "
            "from canonical.party_record where vendor = 'salesforce' order by 1"
        )
    )
    assert found == [
        ("0019000000B98DEAAZ", "organisation", "company", "Example Holding", None, "False"),
        ("0019000000B98deAAB", "organisation", "customer", "Example Retail GmbH", None, "False"),
        ("0019000000B98dfAAB", "organisation", "company", "Example Retail (duplicate)", None, "True"),
        ("001A0000006VM9rIAG", "person", "contact", "Bo Deleted", None, "True"),
        ("001A0000006Vm9rIAC", "person", "customer", "Ana Person", None, "False"),
        ("0039000000B98deAAB", "person", "contact", "Cara Buyer", "0019000000B98deAAB", "False"),
        ("0039000000B98dfAAB", "person", "contact", "C. Buyer", "0019000000B98deAAB", "True"),
    ]


def test_a_deleted_opportunity_is_in_no_figure(rows: Rows) -> None:
    assert texts(
        rows("select count(*), sum(expected_amount) from core.fct_opportunity where currency_code = 'EUR'")
    ) == [("1", "15000.0000")]


def test_sales_of_a_merged_account_are_those_of_its_master(rows: Rows) -> None:
    found = texts(
        rows(
            "select opportunity_id, party_record_id, expected_amount, currency_code, closed_date, is_deleted "
            "from canonical.opportunity where vendor = 'salesforce' order by 1"
        )
    )
    assert found == [
        ("0069000000B98deAAB", "0019000000B98deAAB", "15000.0000", "EUR", "2026-01-15", "False"),
        ("0069000000B98dfAAB", "0019000000B98deAAB", "8000.5000", "USD", None, "False"),
        ("0069000000B98dgAAB", "0019000000B98deAAB", "99999.0000", "EUR", None, "True"),
    ]


def test_stage_history_has_one_stay_per_stage(rows: Rows) -> None:
    found = texts(
        rows(
            "select stage_code, stage_number, entered_at, left_at, expected_amount, probability_pct "
            "from canonical.opportunity_stage where not is_deleted order by entered_at"
        )
    )
    assert found == [
        ("Prospecting", "1", "2025-12-01 08:00:00", "2026-01-08 08:00:00", "10000.0000", "0.10000000"),
        ("Negotiation/Review", "8", "2026-01-08 08:00:00", "2026-01-15 10:00:00", "15000.0000", "0.90000000"),
        ("Closed Won", "9", "2026-01-15 10:00:00", None, "15000.0000", "1.00000000"),
    ]


def test_cases_of_a_person_account_are_of_the_person_and_merged_ones_do_not_count(rows: Rows) -> None:
    found = texts(
        rows("select ticket_number, party_record_id, ticket_status, is_deleted from canonical.ticket order by 1")
    )
    assert found == [
        ("00001001", "001A0000006Vm9rIAC", "closed", "False"),
        ("00001002", "001A0000006Vm9rIAC", "closed", "True"),
        ("00001003", "0039000000B98deAAB", "new", "False"),
    ]


def test_meetings_calls_leads_and_consents_of_salesforce(rows: Rows) -> None:
    activities = texts(
        rows("select activity_type, party_record_id, related_type, duration_minutes from canonical.activity order by 1")
    )
    assert activities == [
        ("call", "0039000000B98deAAB", "opportunity", "1.5000"),
        ("meeting", "001A0000006Vm9rIAC", "ticket", "45.0000"),
        ("task", None, "lead", None),
    ]
    assert rows("select lead_status, party_record_id, opportunity_id from canonical.lead order by created_at") == [
        ("converted", "0039000000B98deAAB", "0069000000B98deAAB"),
        ("new", None, None),
    ]
    assert rows(
        "select party_record_id, consent_channel_type, consent_status from canonical.consent order by 1, 2"
    ) == [
        ("001A0000006Vm9rIAC", "email", "withdrawn"),
        ("001A0000006Vm9rIAC", "phone", "given"),
        ("0039000000B98deAAB", "phone", "withdrawn"),
    ]


def test_dated_rates_of_salesforce_are_against_the_currency_of_the_company(rows: Rows) -> None:
    found = texts(
        rows(
            "select from_currency_code, to_currency_code, rate_date, exchange_rate from canonical.exchange_rate "
            "where vendor = 'salesforce' order by 1"
        )
    )
    assert found == [("EUR", "EUR", "2026-01-01", "1.00000000"), ("USD", "EUR", "2026-01-01", "0.80000000")]


def test_repeated_lines_of_an_amazon_report_both_count_and_lines_add_up_to_the_head(rows: Rows) -> None:
    found = texts(
        rows(
            "select settlement_line_type, count(*), sum(line_amount) from canonical.settlement_line "
            "where source_name = 'amazon_settlement' and statement_id = '1000000002' group by 1 order by 1"
        )
    )
    assert found == [
        ("fulfilment_fee", "2", "-3.0000"),
        ("principal", "1", "1015.0000"),
        ("tax", "1", "10.0000"),
        ("tax_withheld", "1", "-10.0000"),
        ("transfer", "1", "-1012.0000"),
    ]
    payouts = texts(
        rows(
            "select payout_id, payout_date, payout_amount, currency_code from canonical.payout "
            "where source_name = 'amazon_settlement' order by 1"
        )
    )
    assert payouts == [
        ("1000000001", "2026-01-17", "25.5700", "EUR"),
        ("1000000002", "2026-01-31", "1012.0000", "EUR"),
    ]


def test_tax_that_a_marketplace_withholds_is_no_liability(rows: Rows) -> None:
    found = texts(
        rows(
            "select settlement_line_type, sum(line_amount) from canonical.settlement_line "
            "where source_name = 'marketplace' group by 1 order by 1"
        )
    )
    assert found == [
        ("commission", "-5.0400"),
        ("principal", "33.6100"),
        ("refund", "-16.8100"),
        ("tax", "-3.1900"),
        ("tax_withheld", "3.1900"),
        ("transfer", "-11.7600"),
    ]


def test_a_payout_of_less_than_nothing_is_taken_from_our_bank(rows: Rows) -> None:
    found = texts(
        rows("select payout_id, payout_amount from canonical.payout where source_name = 'marketplace' order by 1")
    )
    assert found == [("7001", "28.5700"), ("7002", "-16.8100")]


def test_orders_of_a_marketplace_become_orders_and_lines(rows: Rows) -> None:
    found = texts(
        rows(
            "select sales_order_line_id, net_amount, order_date, currency_code from canonical.sales_order_line "
            "where source_name = 'marketplace' order by 1"
        )
    )
    assert found == [
        ("MP-1001/1", "33.6100", "2026-01-03", "EUR"),
        ("MP-1002/1", "20.8000", "2026-01-05", "EUR"),
    ]


def test_fee_of_a_payment_is_taken_from_its_payout(rows: Rows) -> None:
    found = texts(
        rows(
            "select payout_id, payout.payout_amount, sum(line_amount) from canonical.payout as payout "
            "join canonical.settlement_line as line using (source_name, payout_id) "
            "where source_name = 'payment_provider' group by all order by 1"
        )
    )
    assert found == [("po_1", "96.8000", "96.8000"), ("po_2", "-20.0000", "-20.0000")]


def test_a_refused_parcel_stays_refused_when_a_delay_is_told_later(rows: Rows) -> None:
    found = texts(
        rows("select shipment_id, shipment_status, ship_date, delivered_at from canonical.shipment order by 1")
    )
    assert found == [
        ("EX100000001DE", "delivered", "2026-01-09", "2026-01-10 10:40:00"),
        ("EX100000009AE", "refused", "2026-02-01", None),
    ]
    assert rows("select count(*), count(event_type) from canonical.shipment_event") == [(6, 5)]


def test_cash_and_freight_of_a_carrier(rows: Rows) -> None:
    cash = texts(
        rows(
            "select order_reference, due_amount, collected_amount, remitted_amount "
            "from canonical.cod_remittance order by 1"
        )
    )
    assert cash == [("US-1002", "250.0000", "250.0000", "246.2500"), ("US-1003", "99.0000", "90.0000", "88.5000")]
    assert texts(rows("select sum(net_amount), sum(tax_amount) from canonical.carrier_invoice_line")) == [
        ("4.5500", "0.8700")
    ]


def test_announcements_of_suppliers_come_in_three_shapes(rows: Rows) -> None:
    found = texts(
        rows(
            "select advance_ship_notice_line_id, purchase_order_line_id, announced_date, announced_qty "
            "from canonical.advance_ship_notice_line order by 1"
        )
    )
    assert found == [
        ("ASN-1|CAP-BLACK", "P00012/2", "2025-12-28", "50.0000"),
        ("ASN-1|TEE-WHITE-M", "P00012/1", "2025-12-28", "100.0000"),
        ("ASN-7|FAB-020", "P00013/FAB-020", "2026-01-10", "250.5000"),
        ("ASN-8|TEE-WHITE-M", "P00014/TEE-WHITE-M", "2026-01-12", "40.0000"),
    ]
    assert rows("select count(*) from canonical.advance_ship_notice where supplier_id = '苏州示例有限公司'") == [(1,)]


def test_promises_and_offers_of_suppliers(rows: Rows) -> None:
    promised = texts(
        rows(
            "select supplier_commitment_id, commitment_type, committed_delivery_date, committed_qty "
            "from canonical.supplier_commitment order by 1"
        )
    )
    assert promised == [
        ("COM-1", "order_line", "2026-01-07", "100.0000"),
        ("COM-2", "forecast", "2026-03-08", "450.5000"),
        ("COM-8", "order_line", "2026-01-18", "40.0000"),
    ]
    offered = texts(rows("select minimum_step_qty, unit_price_amount from canonical.supplier_quote order by 1"))
    assert offered == [("100.0000", "3.1000"), ("500.0000", "2.8500")]


def test_figures_of_the_last_days_of_advertising_are_replaced(rows: Rows) -> None:
    found = texts(rows("select spend_date, spend_amount, click_count from canonical.marketing_spend order by 1"))
    assert found == [("2026-01-30", "14.2000", "60"), ("2026-01-31", "9.9500", "42")]


def test_what_the_logistics_partner_found(rows: Rows) -> None:
    returned = texts(
        rows(
            "select return_line_id, reversal_type, condition_type, disposition_type "
            "from canonical.return_line order by 1"
        )
    )
    assert returned == [
        ("RET-1", "customer_return", "as_new", "restock"),
        ("RET-2", "undelivered", "second_choice", "second_choice"),
    ]
    received = texts(rows("select receipt_line_id, received_qty, rejected_qty from canonical.receipt_line order by 1"))
    assert received == [("RCV-1", "98.0000", "3.0000"), ("RCV-2", "50.0000", "0.0000")]
    moved = texts(rows("select movement_type, sum(moved_qty) from canonical.stock_movement group by 1 order by 1"))
    assert moved == [("adjustment", "-1.0000"), ("shipment", "-3.0000")]


def test_approvals_and_partners(rows: Rows) -> None:
    approvals = texts(rows("select approval_id, approval_status, approved_amount from canonical.approval order by 1"))
    assert approvals == [("APR-1", "approved", "10400.0000"), ("APR-2", "pending", "5.4200")]
    assert texts(rows("select sum(sold_qty) from canonical.partner_sales")) == [("15.0000",)]
    assert texts(rows("select owner_type, sum(on_hand_qty) from canonical.partner_stock group by 1 order by 1")) == [
        ("partner", "15.0000"),
        ("us", "40.0000"),
    ]
