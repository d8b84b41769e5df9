"""Real extracts of four systems: what goes in comes out, to the last fraction of a cent."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import duckdb
import pytest

from warehouse.settings import Settings

Ask = Callable[..., list[list[str]]]

FIGURES = {
    "web orders": ("select count(*) from fct_order where channel_code = 'web'", "27659"),
    "orders of the shop": ("select count(*) from fct_order where source_name = 'aw_web'", "27659"),
    "reseller orders": ("select count(*) from fct_order where source_name = 'aw_erp'", "3796"),
    "orders": ("select count(distinct sales_order_key) from fct_order", "31455"),
    "order lines": ("select count(distinct order_line_key) from fct_order_line", "121253"),
    "booked subtotal": ("select sum(net_amount) from fct_order_line", "109809274.2030"),
    "booked subtotal in group currency": ("select sum(net_amount_group) from fct_order_line", "109809274.2030"),
    "purchase orders": ("select count(distinct purchase_order_key) from fct_purchase_order_line", "4012"),
    "purchase order lines": ("select count(*) from fct_purchase_order_line", "8845"),
    "vendors": ("select count(*) from dim_supplier where supplier_key <> 'unknown'", "104"),
    "bill of material lines": ("select count(*) from fct_bill_of_material_line", "2679"),
}


@pytest.fixture(scope="module")
def figures(adventureworks: Settings, ask: Ask) -> dict[str, str]:
    """Every figure, by one query."""
    selects = [f"select '{name}', ({sql})::varchar" for name, (sql, _) in FIGURES.items()]
    return dict(ask(adventureworks, " union all ".join(selects)))


@pytest.mark.parametrize("figure", FIGURES)
def test_the_figures_of_the_systems_come_out(figures: dict[str, str], figure: str) -> None:
    assert figures[figure] == FIGURES[figure][1]


def test_net_sales_are_what_was_booked(adventureworks: Settings, ask: Ask) -> None:
    [[net, gross, discount, refunds]] = ask(
        adventureworks,
        "select sum(net_sales_amount_group), sum(gross_sales_amount_group), sum(discount_amount_group), "
        "sum(refund_amount_group) from mart_sales__kpi_daily",
    )
    assert Decimal(net) == Decimal("109809274.2030")
    assert (Decimal(gross) - Decimal(discount), Decimal(refunds)) == (Decimal(net), Decimal(0))


def test_every_line_has_its_order_its_product_and_its_customer(adventureworks: Settings, ask: Ask) -> None:
    [[without_order, without_product, without_customer]] = ask(
        adventureworks,
        "select count(*) filter (where orders.sales_order_key is null), "
        "count(*) filter (where lines.product_key = 'unknown'), count(*) filter (where lines.customer_key = 'unknown') "
        "from fct_order_line as lines left join fct_order as orders using (sales_order_key)",
    )
    assert (without_order, without_product, without_customer) == ("0", "0", "0")


def test_bills_of_material_explode_as_a_recursive_query_on_the_parquet_file_does(
    adventureworks: Settings, bills: ModuleType, house: Path
) -> None:
    file = house.parent / "shared" / "data" / "adventureworks" / "oltp" / "Production.BillOfMaterials.parquet"
    bill = f"""
        select ProductAssemblyID as assembly, ComponentID as component, cast(PerAssemblyQty as double) as quantity
        from '{file}' where ProductAssemblyID is not null and EndDate is null"""
    wanted = {(top, item): round(units, 3) for top, item, units in duckdb.execute(bills.unfolded_sql(bill)).fetchall()}
    assert len(wanted) > 2_000
    assert bills.exploded(adventureworks, "aw_scm") == wanted
