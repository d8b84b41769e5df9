"""Accepted proposals become drafts in a system's ids, once, with a version per change."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from forecasting.feeding.accepting import AcceptingError, Proposal, accept, accepted_proposals, undo_acceptance
from forecasting.feeding.documents import FEEDS, draft
from forecasting.feeding.formats import Format, key_of, rows_of
from forecasting.feeding.versions import next_version, safe_text
from warehouse.ledger import BUILD_KINDS, Kind, Ledger

DAY = date(2026, 1, 7)


def proposal(kind: str = "buy", product: str = "shirt", **other: object) -> Proposal:
    said = {
        "sku": product.upper(), "location_key": "erp:8" if kind == "buy" else "pl:LIL1", "order_date": DAY,
        "from_location_key": None if kind == "buy" else "erp:8", "supplier_key": "mill" if kind == "buy" else None,
        "expected_date": date(2026, 2, 1), "qty": Decimal("24.0000"), "unit_price": Decimal("7.5000"),
        "currency_code": "EUR", "reason": "below the reorder point", **other,
    }  # fmt: skip
    return Proposal(proposal_type=kind, product_key=product, **said)  # type: ignore[arg-type]


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")


@pytest.fixture(scope="module")
def release() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("""
        create schema core; create schema marts;
        create table core.xref_product as from (values ('erp', '900', 'shirt'), ('erp', '77', 'shirt'),
            ('shop', '1', 'shirt'), ('erp', '78', 'coat'), ('shop', '2', 'hat')) as t(source_name, product_variant_id,
            product_key);
        create table core.xref_supplier as
            from (values ('erp', '19', 'mill')) as t(source_name, supplier_id, supplier_key);
        create table core.dim_supplier as from (values ('mill', '=Mill()')) as t(supplier_key, supplier_name);
        create table core.dim_location as from (values ('erp', '8', 'PAR/Stock', 'erp:8'),
            ('erp', '12', '3PL/LIL1/Stock', 'erp:12'), ('pl', 'LIL1', 'Lille', 'pl:LIL1'))
            as t(source_name, location_id, location_name, location_key);
        create table marts.mart_planning__order_proposal as select date '2026-01-07' as order_date;
        create table marts.mart_planning__inventory_policy as from (values
            ('shirt', 'SHIRT', 'erp:8', 5.0, 12.0, 'network', false),
            ('hat', 'HAT', 'erp:8', 1.0, 2.0, 'network', false),
            ('coat', 'COAT', 'erp:8', 0.0, 2.0, 'network', false),
            ('coat', 'COAT', 'pl:LIL1', 3.0, 4.0, 'place', false))
            as t(product_key, sku, location_key, reorder_point_qty, order_up_to_qty, level_code, is_component)""")
    return connection


def test_accepting_is_written_once_and_undone_by_a_further_entry(ledger: Ledger) -> None:
    [first, second] = accept(ledger, [proposal(), proposal(product="coat")], "Ann", "week 2")
    assert accept(ledger, [proposal(qty=Decimal(99))], "Bo", "again") == []
    [shirt, coat] = accepted_proposals(ledger)
    assert (shirt.proposal, shirt.actor, shirt.reason, coat.entry_id) == (proposal(), "Ann", "week 2", second)
    assert undo_acceptance(ledger, first, "Bo", "too dear").proposal == proposal()
    assert [item.proposal.product_key for item in accepted_proposals(ledger)] == ["coat"]
    with pytest.raises(AcceptingError, match="no accepted proposal 1 stands"):
        undo_acceptance(ledger, first, "Bo", "twice")
    assert len(accept(ledger, [proposal(qty=Decimal(12))], "Ann", "half of it")) == 1
    assert len(ledger.read(Kind.ORDER_PROPOSAL)) == 4
    assert ledger.high_water(BUILD_KINDS) == 4, "the plan counts on what was accepted"
    assert len(accepted_proposals(ledger, up_to=second)) == 2


def test_a_proposal_without_units_is_not_accepted(ledger: Ledger) -> None:
    with pytest.raises(AcceptingError, match="above 0"):
        accept(ledger, [proposal(), proposal(product="coat", qty=Decimal(0))], "Ann", "why")
    assert ledger.read(Kind.ORDER_PROPOSAL) == []


def test_drafts_are_in_the_ids_of_the_system_and_what_it_does_not_know_is_named(
    ledger: Ledger, release: duckdb.DuckDBPyConnection
) -> None:
    unknown = [
        proposal(product="hat"),
        proposal(product="cap", supplier_key="unknown"),
        proposal(product="coat", supplier_key="weaver"),
        proposal("transfer", "coat", location_key="pl:X"),
    ]
    accept(ledger, [proposal(), proposal("transfer"), *unknown], "Ann", "week 2")
    accepted = accepted_proposals(ledger)
    bought, sent, held = (draft(release, feed, "erp", accepted) for feed in FEEDS)
    [row] = rows_of("purchase_orders", Format.odoo, bought.lines)
    assert (row["id"], row["partner_id/.id"]) == ("entrepot.buy_20260107_19_EUR", "19")
    assert (row["order_line/product_id/.id"], row["order_line/product_qty"]) == ("77", "24")
    assert row["order_line/price_unit"] == "7.5"
    assert bought.left_out == [
        ("CAP", "nobody is known to deliver it"),
        ("COAT", "the system does not know the supplier"),
        ("HAT", "the system does not know the article"),
    ]
    [row] = rows_of("transfers", Format.odoo, sent.lines)
    assert (row["location_id/.id"], row["location_dest_id/.id"]) == ("8", "12")
    assert sent.left_out == [("COAT", "the system does not know the place")]
    [row] = rows_of("safety_stock", Format.odoo, held.lines)
    assert (row["product_min_qty"], row["product_max_qty"], row["location_id/.id"]) == ("5", "12", "8")
    [row] = rows_of("purchase_orders", Format.erp, bought.lines)
    assert (row["supplier_name"], row["quantity"], row["requested_date"]) == ("=Mill()", "24", "2026-02-01")


@pytest.mark.parametrize("feed", FEEDS)
@pytest.mark.parametrize("form", list(Format))
def test_every_row_is_named_by_its_key(
    feed: str, form: Format, ledger: Ledger, release: duckdb.DuckDBPyConnection
) -> None:
    accept(ledger, [proposal(), proposal(product="coat"), proposal("transfer"), proposal("transfer", "coat")], "A", "b")
    rows = rows_of(feed, form, draft(release, feed, "erp", accepted_proposals(ledger)).lines)
    assert len({row[key_of(feed, form)] for row in rows}) == len(rows) > 0


def test_a_version_is_written_when_something_differs_and_says_what(tmp_path: Path) -> None:
    rows = [{"id": "a", "qty": "1"}, {"id": "b", "qty": "2"}]
    dry = next_version(tmp_path, rows, "id", is_dry=True)
    assert (dry.number, dry.file, list(tmp_path.iterdir())) == (1, None, [])
    first = next_version(tmp_path, rows, "id", is_dry=False)
    assert (first.number, first.difference.added) == (1, ["a", "b"])
    same = next_version(tmp_path, list(reversed(rows)), "id", is_dry=False)
    assert (same.number, same.difference.is_empty) == (1, True)
    second = next_version(tmp_path, [{"id": "b", "qty": "3"}, {"id": "c", "qty": "-1"}], "id", is_dry=False).difference
    assert (second.added, second.changed, second.removed) == (["c"], {"b": [("qty", "2", "3")]}, ["a"])
    assert sorted(file.name for file in tmp_path.iterdir()) == ["v0001.csv", "v0002.csv"]
    emptied = next_version(tmp_path, [], "id", is_dry=False)
    assert emptied.difference.removed == ["b", "c"]
    assert next_version(tmp_path, [], "id", is_dry=False).difference.is_empty


def test_no_text_is_a_formula(tmp_path: Path) -> None:
    assert [safe_text(text) for text in ("=1+1", "+49", "-5", "@x", "plain")] == ["'=1+1", "+49", "-5", "'@x", "plain"]
    version = next_version(tmp_path, [{"id": "a", "name": "=HYPERLINK()"}], "id", is_dry=False)
    assert version.file is not None
    with version.file.open(encoding="utf-8", newline="") as stream:
        assert [row["name"] for row in csv.DictReader(stream)] == ["'=HYPERLINK()"]
