"""The version of a system is found from what it says, else from which tables and columns stand there."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from ingestion.contract.document import OWN_CONTRACTS, SourceTable, read_contract
from ingestion.contract.system_version import Sign, find_version, read_signs
from warehouse.errors import ContractError

TABLES = [read_contract(path, "odoo") for path in sorted((OWN_CONTRACTS / "odoo").glob("*.yaml"))]
FOURTEEN = {
    "product_supplierinfo": "id,name,price",
    "mrp_workorder": "id,date_planned_start",
    "account_move_line": "id,exclude_from_invoice_tab",
    "stock_valuation_layer": "id",
}
SEVENTEEN = {"stock_move": "id,quantity,product_uom_qty", "account_account": "id,code,account_type"}
EIGHTEEN = {"account_account": "id,code_store", "stock_valuation_layer": "id", "stock_move": "id,quantity"}
NINETEEN = {"account_account": "id,code_store", "stock_move": "id,quantity"}


def version_of(folder: Path, headers: dict[str, str]) -> str | None:
    for name, text in headers.items():
        (folder / f"{name}.csv").write_text(text + "\n", encoding="utf-8")
    with duckdb.connect() as connection:
        return find_version(connection, TABLES, {name: folder / f"{name}.csv" for name in headers})


def test_what_the_system_says_counts_more_than_its_columns(tmp_path: Path) -> None:
    told = {"ir_module_module": "id,name,latest_version\n1,web,1.0\n2,base,18.0.1.3"}
    assert version_of(tmp_path, {**FOURTEEN, **told}) == "Odoo 18, as it says itself."


def test_a_version_of_the_hosted_system_is_read(tmp_path: Path) -> None:
    told = {"ir_module_module": "id,name,latest_version\n2,base,saas~19.1.1.3"}
    assert version_of(tmp_path, told) == "Odoo 19, as it says itself."


def test_a_version_that_nobody_looked_at_is_said_clearly(tmp_path: Path) -> None:
    told = {"ir_module_module": "id,name,latest_version\n2,base,13.0.1.3"}
    said = version_of(tmp_path, told)
    assert said == (
        "Odoo 13, which is none of those that the contracts were held against (14, 16, 17, 18, 19). "
        "Compare totals before you trust it."
    )


@pytest.mark.parametrize(
    ("headers", "begins"),
    [
        (FOURTEEN, "Odoo 14, by "),
        (SEVENTEEN, "Odoo 17, by "),
        (EIGHTEEN, "Odoo 18, by account_account.code_store and stock_valuation_layer."),
        (NINETEEN, "Odoo 18 or 19, by account_account.code_store."),
        ({"res_partner": "id"}, "Odoo 14 or 16 or 17 or 18 or 19."),
    ],
)
def test_columns_tell_the_version(tmp_path: Path, headers: dict[str, str], begins: str) -> None:
    assert (version_of(tmp_path, headers) or "").startswith(begins)


def test_columns_that_do_not_belong_together_are_named(tmp_path: Path) -> None:
    said = version_of(tmp_path, {**FOURTEEN, "stock_move": "id,quantity"}) or ""
    assert said.startswith("Odoo of no version that the contracts were held against")
    assert "stock_move.quantity and " in said


def test_nothing_is_said_where_nothing_arrived(tmp_path: Path) -> None:
    assert version_of(tmp_path, {}) is None


def test_versions_in_another_form_are_refused(tmp_path: Path) -> None:
    text = (OWN_CONTRACTS / "odoo" / "stock_valuation_layer.yaml").read_text(encoding="utf-8")
    path = tmp_path / "stock_valuation_layer.yaml"
    path.write_text(text.replace("'-18'", "'until 18'"), encoding="utf-8")
    wrong: SourceTable = read_contract(path, "odoo")
    with pytest.raises(ContractError, match="the versions of stock_valuation_layer are 'until 18'"):
        list(read_signs(wrong))


def test_every_column_with_versions_is_one_of_its_table() -> None:
    for table in TABLES:
        names = {f"{table.name}.{name}" for column in table.columns for name in column.physical_names} | {table.name}
        assert {sign.name for sign in read_signs(table)} <= names


def test_the_page_of_the_vendor_lists_every_difference(house: Path) -> None:
    page = (house / "docs" / "how-to" / "vendors" / "odoo.md").read_text(encoding="utf-8")
    listed = {
        Sign(name, int(since) if since else None, int(until) if until else None)
        for name, since, until in re.findall(r"^\| `([a-z_.]+)` \| (\d*) ?\| (\d*) ?\|$", page, re.MULTILINE)
    }
    assert listed == {sign for table in TABLES for sign in read_signs(table)}
