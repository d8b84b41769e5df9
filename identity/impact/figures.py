"""The figures per customer, product and supplier that a decision may change: the one list of them.

Belongs here: name, unit, needed tables and SQL of each figure. To add a figure, add it to `FIGURES`: its SQL returns
one row per contribution with the columns

    source_name, record_id   the record that it is booked on, as the crosswalk names it
    currency_code            null for what is counted
    amount                   money in that currency, or how many
    amount_group             money in the group's currency; null for what is counted

A figure of an entity is the sum over its records. What is booked on no record belongs to nobody and stays out.
Not here: which records an entity has (`planning`), and the sums (`preview`).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One figure.

    Args:
        entity: Whose figure it is.
        name: As a person reads it.
        unit: 'money' or 'count'.
        needs: Tables and columns, `schema.table` or `schema.table.column`; without one of them the figure is left out.
        sql: Its contributions.
    """

    entity: str
    name: str
    unit: str
    needs: tuple[str, ...]
    sql: str


def _booked_on_orders(fact: str, amount: str, amount_group: str) -> str:
    return f"""
        select orders.source_name, orders.party_record_id as record_id, facts.currency_code,
            {amount} as amount, {amount_group} as amount_group
        from {fact} as facts
        inner join core.fct_order as orders on facts.sales_order_key = orders.sales_order_key
        where not facts.is_test and not facts.is_cancelled"""


_ORDER = "core.fct_order.party_record_id"
FIGURES = (
    Figure(
        "customer",
        "net sales",
        "money",
        (_ORDER, "core.fct_order_line", "core.fct_refund_line"),
        _booked_on_orders("core.fct_order_line", "facts.net_amount", "facts.net_amount_group")
        + " union all "
        + _booked_on_orders("core.fct_refund_line", "-facts.net_amount", "-facts.net_amount_group"),
    ),
    Figure(
        "customer",
        "orders",
        "count",
        (_ORDER,),
        """
        select source_name, party_record_id as record_id, cast(null as varchar) as currency_code, 1 as amount,
            cast(null as decimal(18, 4)) as amount_group
        from core.fct_order
        where not is_test and not is_cancelled""",
    ),
    Figure(
        "customer",
        "invoiced net",
        "money",
        ("core.fct_invoice_line.party_record_id",),
        """
        select source_name, party_record_id as record_id, currency_code,
            case invoice_type when 'receivable' then net_amount else -net_amount end as amount,
            case invoice_type when 'receivable' then net_amount_group else -net_amount_group end as amount_group
        from core.fct_invoice_line
        where invoice_type in ('receivable', 'receivable_refund') and invoice_status = 'posted'""",
    ),
    Figure(
        "customer",
        "open opportunities",
        "money",
        ("core.fct_opportunity.party_record_id",),
        """
        select source_name, party_record_id as record_id, currency_code, expected_amount as amount,
            expected_amount_group as amount_group
        from core.fct_opportunity
        where not is_closed""",
    ),
    Figure(
        "supplier",
        "ordered from them, net",
        "money",
        ("core.fct_purchase_order_line.supplier_id",),
        """
        select source_name, supplier_id as record_id, currency_code, net_amount as amount,
            net_amount_group as amount_group
        from core.fct_purchase_order_line
        where purchase_order_status is distinct from 'cancelled'""",
    ),
    Figure(
        "supplier",
        "purchase orders",
        "count",
        ("core.fct_purchase_order_line.supplier_id",),
        """
        select source_name, supplier_id as record_id, cast(null as varchar) as currency_code,
            1 as amount, cast(null as decimal(18, 4)) as amount_group
        from core.fct_purchase_order_line
        where purchase_order_status is distinct from 'cancelled'
        group by purchase_order_key, source_name, supplier_id""",
    ),
    Figure(
        "product",
        "net sales before refunds",
        "money",
        ("core.fct_order_line.product_variant_id",),
        """
        select source_name, product_variant_id as record_id, currency_code, net_amount as amount,
            net_amount_group as amount_group
        from core.fct_order_line
        where not is_test and not is_cancelled""",
    ),
    Figure(
        "product",
        "units ordered",
        "count",
        ("core.fct_order_line.product_variant_id",),
        """
        select source_name, product_variant_id as record_id, cast(null as varchar) as currency_code,
            ordered_qty as amount, cast(null as decimal(18, 4)) as amount_group
        from core.fct_order_line
        where not is_test and not is_cancelled""",
    ),
)
"""Every figure there is, in the order in which they are shown."""
