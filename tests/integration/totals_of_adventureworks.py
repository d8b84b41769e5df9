"""The totals of the Adventure Works extracts by plain Python from their bytes.

It imports nothing of the project.

Belongs here: what that company's tables add up to. Not here: reading and adding up, which is done as for every other
system (totals_of_extracts, handed over as `tools`).
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

Row = dict[str, Any]
CompanyTotals = dict[tuple[str, str], dict[tuple[str, str], tuple[int, Decimal]]]
Amount = Callable[[Row], Any]

DAY_OF_THE_STOCK_LIST = "2014-08-12"


def company(folder: Path, tools: ModuleType) -> CompanyTotals:
    """Totals of the Adventure Works extracts; every amount is in US dollars, whatever an order's label says."""
    sales = tools.parquet_rows(folder / "derived_SalesOrderHeader_from_dw.parquet")
    web = {row["SalesOrderID"]: row for row in sales if row["OnlineOrderFlag"]}
    resellers = {row["SalesOrderID"]: row for row in sales if not row["OnlineOrderFlag"]}
    return {
        **_orders(folder, "aw_web", web, lambda row: row["SubTotal"] + row["DwTaxAmt"] + row["DwFreight"], tools),
        **_orders(folder, "aw_erp", resellers, tools.value_in("SubTotal"), tools),
        **_web_lists(folder, tools),
        **_erp_lists(folder / "oltp", tools),
        **_prices(folder / "oltp", tools),
        **_purchases(folder / "oltp", tools),
        **_crm(folder / "oltp", tools),
        **_scm(folder / "oltp", tools),
    }


def _orders(folder: Path, source: str, orders: dict[int, Row], total: Amount, tools: ModuleType) -> CompanyTotals:
    lines = tools.parquet_rows(folder / "derived_SalesOrderDetail_from_dw.parquet")
    own = [
        {**line, "OrderDate": orders[line["SalesOrderID"]]["OrderDate"]}
        for line in lines
        if line["SalesOrderID"] in orders
    ]
    return {
        (source, "sales_order"): tools.add_up(orders.values(), tools.day_in("OrderDate"), tools.always("USD"), total),
        (source, "sales_order_line"): tools.add_up(
            own, tools.day_in("OrderDate"), tools.always("USD"), tools.value_in("LineTotal")
        ),
    }


def _web_lists(folder: Path, tools: ModuleType) -> CompanyTotals:
    articles = tools.parquet_rows(folder / "oltp" / "Production.Product.parquet")
    return {
        ("aw_web", "party_record"): tools.count(tools.parquet_rows(folder / "dw" / "DimCustomer.parquet")),
        ("aw_web", "product"): tools.count(tools.parquet_rows(folder / "oltp" / "Production.ProductModel.parquet")),
        ("aw_web", "product_variant"): tools.count(row for row in articles if row["FinishedGoodsFlag"] == "1"),
    }


def _erp_lists(oltp: Path, tools: ModuleType) -> CompanyTotals:
    articles = tools.parquet_rows(oltp / "Production.Product.parquet")
    models = tools.parquet_rows(oltp / "Production.ProductModel.parquet")
    accounts = tools.parquet_rows(oltp / "Sales.Customer.parquet")
    return {
        ("aw_erp", "party_record"): tools.count(row for row in accounts if row["StoreID"] is not None),
        ("aw_erp", "product"): tools.count([*models, *(row for row in articles if row["ProductModelID"] is None)]),
        ("aw_erp", "product_variant"): tools.count(articles),
        ("aw_erp", "supplier"): tools.count(tools.parquet_rows(oltp / "Purchasing.Vendor.parquet")),
    }


def _prices(oltp: Path, tools: ModuleType) -> CompanyTotals:
    prices = tools.parquet_rows(oltp / "Production.ProductListPriceHistory.parquet")
    costs = tools.parquet_rows(oltp / "Production.ProductCostHistory.parquet")
    rates = tools.parquet_rows(oltp / "Sales.CurrencyRate.parquet")
    return {
        ("aw_erp", "price"): tools.add_up(
            prices, tools.day_in("StartDate"), tools.always("USD"), tools.value_in("ListPrice")
        ),
        ("aw_erp", "product_cost"): tools.add_up(
            costs, tools.day_in("StartDate"), tools.always("USD"), tools.value_in("StandardCost")
        ),
        ("aw_erp", "exchange_rate"): tools.add_up(
            rates, tools.day_in("CurrencyRateDate"), tools.value_in("FromCurrencyCode"), tools.value_in("EndOfDayRate")
        ),
    }


def _purchases(oltp: Path, tools: ModuleType) -> CompanyTotals:
    orders = {
        row["PurchaseOrderID"]: row for row in tools.parquet_rows(oltp / "Purchasing.PurchaseOrderHeader.parquet")
    }
    lines = [
        {**orders[line["PurchaseOrderID"]], **line}
        for line in tools.parquet_rows(oltp / "Purchasing.PurchaseOrderDetail.parquet")
    ]
    received = [line for line in lines if Decimal(line["ReceivedQty"]) > 0]
    return {
        ("aw_erp", "purchase_order"): tools.add_up(
            orders.values(), tools.day_in("OrderDate"), tools.always("USD"), tools.value_in("TotalDue")
        ),
        ("aw_erp", "purchase_order_line"): tools.add_up(
            lines, tools.day_in("OrderDate"), tools.always("USD"), tools.value_in("LineTotal")
        ),
        ("aw_erp", "receipt_line"): tools.add_up(
            received, tools.day_in("ShipDate"), tools.always(""), tools.value_in("ReceivedQty")
        ),
    }


def _crm(oltp: Path, tools: ModuleType) -> CompanyTotals:
    persons = tools.parquet_rows(oltp / "Person.EmailAddress.parquet")
    stores = tools.parquet_rows(oltp / "Sales.Store.parquet")
    return {("aw_crm", "party_record"): tools.count([*persons, *stores])}


def _scm(oltp: Path, tools: ModuleType) -> CompanyTotals:
    stock = tools.parquet_rows(oltp / "Production.ProductInventory.parquet")
    parts = tools.parquet_rows(oltp / "Production.BillOfMaterials.parquet")
    return {
        ("aw_scm", "bill_of_material_line"): tools.add_up(
            parts, tools.day_in("StartDate"), tools.always(""), tools.value_in("PerAssemblyQty")
        ),
        ("aw_scm", "stock_snapshot"): tools.add_up(
            stock, tools.always(DAY_OF_THE_STOCK_LIST), tools.always(""), tools.value_in("Quantity")
        ),
        ("aw_scm", "location"): tools.count(tools.parquet_rows(oltp / "Production.Location.parquet")),
        ("aw_scm", "product_variant"): tools.count(tools.parquet_rows(oltp / "Production.Product.parquet")),
        ("aw_scm", "supplier"): tools.count(tools.parquet_rows(oltp / "Purchasing.Vendor.parquet")),
    }
