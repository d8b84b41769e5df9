"""What the report asks, chapter by chapter.

Belongs here: the findings of each chapter, in order, each with what it needs and where the names of its parts stand in
the catalogue. Not here: how a finding is counted (its statement in `dashboards/queries/sql/assess`).
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Finding:
    """One finding.

    Attributes:
        name: Its statement, and its words in the catalogue.
        needs: Why it cannot be measured if the release has nothing of it: a member of the catalogue's `assess_needs`.
        group: The catalogue's group with the names of its parts; None if they are names in the data.
    """

    name: str
    needs: str
    group: str | None = None


PAIRS = (
    ("shop_erp", "information", "shop_and_erp"),
    ("shop_erp", "goods", "copy"),
    ("shop_erp", "money", "copy"),
    ("shop_warehouse", "goods", "movement"),
    ("erp_warehouse", "goods", "movement"),
    ("erp_crm", "information", "crm_beside"),
    ("crm_shop", "information", "crm_beside"),
    ("shop_payment", "money", "payment"),
    ("erp_payment", "money", "payout"),
    ("erp_supplier", "goods", "answer"),
    ("office_erp", "information", "approval_document"),
)
"""Pairs of systems, what flows between them, and why it cannot be measured if the release has nothing of it."""

CHAPTERS = MappingProxyType(
    {
        "shop": (
            Finding("shop_orders", "order", "channel"),
            Finding("shop_money", "order_line", "channel"),
            Finding("shop_customers", "order", "channel"),
            Finding("shop_moves", "movement"),
            Finding("shop_in_erp", "shop_and_erp"),
        ),
        "channels": (
            Finding("channel_quarters", "order_line"),
            Finding("channel_customers", "order"),
            Finding("channel_products", "order_line", "assess_subject"),
            Finding("channel_basket", "order_line", "channel"),
        ),
        "crm": (
            Finding("crm_orders", "crm"),
            Finding("crm_links", "link", "assess_subject"),
            Finding("crm_found", "link", "assess_subject"),
            Finding("crm_consent", "consent"),
            Finding("crm_tickets", "ticket", "assess_subject"),
            Finding("crm_pipeline", "opportunity", "assess_subject"),
        ),
        "supply": (
            Finding("supply_promise", "purchase", "assess_subject"),
            Finding("supply_lead_time", "receipt", "assess_subject"),
            Finding("supply_minimum", "terms"),
            Finding("supply_stock", "stock", "stock_state"),
            Finding("supply_plan", "production"),
        ),
        "suppliers": (
            Finding("supplier_answers", "answer", "assess_subject"),
            Finding("supplier_late", "none_late", "assess_subject"),
            Finding("supplier_rejects", "reject", "assess_subject"),
            Finding("supplier_dependence", "purchase_money", "assess_subject"),
            Finding("supplier_currency", "purchase_money"),
        ),
        "office": (
            Finding("office_waiting", "approval", "assess_subject"),
            Finding("office_money", "approval_money", "assess_subject"),
            Finding("office_days", "approval", "assess_subject"),
            Finding("office_links", "approval_document"),
        ),
        "future": (
            Finding("future_questions", "question", "assess_subject"),
            Finding("future_entities", "question"),
            Finding("future_trust", "grade"),
            Finding("future_history", "order"),
            Finding("future_size", "order"),
        ),
    }
)
"""The findings of each chapter, after the ones on pairs and pains."""
