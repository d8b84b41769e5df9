"""The tables that ingestion reads and writes in the work warehouse."""

from __future__ import annotations

READS: tuple[str, ...] = ("canonical.int_quality__completeness",)
WRITES: tuple[str, ...] = (
    "run.loaded_batch",
    "run.source",
    "run.batch",
    "run.quarantine",
    "run.fault",
    "run.control_total",
    "run.finding",
    "run.checked",
    "run.rule",
    "run.profile",
    "run.deletion",
    "run.restatement",
    "run.party_version",
    "run.product_cost_version",
    "run.price_version",
    "run.supplier_item_version",
    "run.purchase_order_line_version",
    "run.fulfillment_version",
    "run.sales_order_version",
    "run.sales_order_line_version",
)
