"""Which pages each statement of `queries/sql` is for: who may open none of them is not answered.

Belongs here: the table, checked against the folder of statements. Not here: running one.
"""

from __future__ import annotations

from collections.abc import Mapping

from dashboards.access.roles import PAGES

_OF_PAGES: Mapping[str, tuple[str, ...]] = {
    "overview": (
        "sales_totals", "sales_weekly", "sales_by_market", "sales_by_channel", "sku_margins", "sku_unknown_margin",
        "forecast_weekly", "forecast_outlook", "forecast_accuracy", "otif_suppliers", "stock_cover", "stock_states",
    ),
    "questions": ("question_grades", "question_coverage"),
    "sales": ("boards/change", "boards/contribution"),
    "customers": (
        "boards/customer_change", "boards/cohorts", "boards/moves", "boards/slipping",
        "looking/customers", "looking/customer_orders", "looking/customer_segment", "looking/customer_records",
        "personal/",
    ),
    "supply": ("boards/otif", "boards/stock", "boards/missed", "boards/suppliers", "boards/stock_items"),
    "cash": ("boards/ageing", "boards/cash_cycle", "boards/cash_days", "boards/companies",
             "looking/thread", "looking/order_cash"),
    "service": ("boards/reasons", "boards/return_months", "boards/subjects"),
    "plan": (
        "boards/plan_state", "boards/outlook", "boards/proposals", "boards/exceptions", "boards/requirements",
        "boards/launches", "boards/season_buys", "boards/supplier_orders", "planners/",
    ),
    "data": (
        "grades", "coverage", "question_coverage", "broken_rules", "quarantine_groups", "quarantine_rows",
        "unmapped_codes", "findings", "finding_rows", "completeness", "worst_days",
        "rule_names",
    ),
    "calendar": ("keeping/",),
    "integration": ("assess/",),
    "scorecard": ("scorecard",),
    "workbench": ("workbench/columns",),
}  # fmt: skip
_OF_ALL = (
    "sales_extent", "markets", "channels", "metric_definitions", "source_status", "questioned", "questioned_figures",
)  # fmt: skip
"""What frames every page: the days, the filters, the definitions, the state of the sources, what is questioned."""


def pages_of(statement: str) -> frozenset[str]:
    """Return the pages that a statement is for; none for a statement that nobody has listed."""
    if statement in _OF_ALL:
        return frozenset(PAGES)
    folder = statement.rpartition("/")[0] + "/"
    return frozenset(page for page, names in _OF_PAGES.items() if statement in names or folder in names)
