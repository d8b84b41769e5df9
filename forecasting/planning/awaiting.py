"""What was accepted and has not come back from the system that is to import it: it counts as on order, or on its way.

Belongs here: which acceptances still wait. Not here: accepting (`feeding.accepting`), orders that are there
(`positions`).

An acceptance has come back with what was ordered of the article from the supplier (or sent to the place) since the day
of its plan, and before that of the next one that was accepted of them; a cancelled order has come back too. What never
comes back is no longer waited for when a delivery would not be.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import duckdb

from forecasting.feeding.accepting import Accepted
from forecasting.planning.settings import PlanSettings
from forecasting.planning.tables import AWAITED

_ACCEPTED = "planning_step_accepted"
_COLUMNS = (
    "proposal_type", "product_key", "supplier_key", "from_location_key", "location_key", "order_date", "due_date", "qty"
)  # fmt: skip


def read_awaited(
    connection: duckdb.DuckDBPyConnection, as_of: date, settings: PlanSettings, accepted: Sequence[Accepted]
) -> None:
    """Write what is accepted and has not come back, as it is known on a day."""
    from pyarrow.lib import Table, array

    said = [item.proposal for item in accepted if item.proposal.order_date <= as_of]
    texts = [array([getattr(item, name) for item in said], type="string") for name in _COLUMNS[:5]]
    days = [array([getattr(item, name) for item in said], type="date32") for name in ("order_date", "expected_date")]
    units = array([float(item.qty) for item in said], type="float64")
    connection.register("arriving", Table.from_arrays([*texts, *days, units], names=list(_COLUMNS)))
    connection.execute(f"create or replace temp table {_ACCEPTED} as select * from arriving")
    connection.unregister("arriving")
    connection.execute(f"create or replace temp table {AWAITED} as {_awaited_sql(as_of, settings)}")
    connection.execute(f"drop table temp.{_ACCEPTED}")


def _awaited_sql(as_of: date, settings: PlanSettings) -> str:
    whom = "proposal_type, product_key, case proposal_type when 'buy' then supplier_key else location_key end"
    return f"""
        with stood as (
            select *, row_number() over (order by order_date, product_key, location_key) as number,
                lead(order_date) over (partition by {whom} order by order_date) as next_date
            from {_ACCEPTED}
        ),
        back as (
            select stood.number, sum(lines.ordered_qty) as qty
            from stood
            inner join core.fct_purchase_order_line as lines
                on stood.product_key = lines.product_key and stood.supplier_key = lines.supplier_key
            where stood.proposal_type = 'buy' and lines.order_date >= stood.order_date
                and lines.order_date < coalesce(stood.next_date, date '9999-01-01')
            group by stood.number
            union all
            select stood.number, sum(coalesce(lines.requested_qty, lines.shipped_qty)) as qty
            from stood
            inner join core.fct_transfer_order_line as lines
                on stood.product_key = lines.product_key and stood.location_key = lines.to_location_key
            where stood.proposal_type = 'transfer' and lines.order_date >= stood.order_date
                and lines.order_date < coalesce(stood.next_date, date '9999-01-01')
            group by stood.number
        )
        select
            stood.proposal_type, stood.product_key, stood.supplier_key, stood.from_location_key, stood.location_key,
            greatest(stood.due_date, date '{as_of}') as due_date,
            cast(stood.qty - coalesce(back.qty, 0) as decimal(18, 4)) as qty
        from stood
        left join back on stood.number = back.number
        where stood.qty > coalesce(back.qty, 0) and stood.due_date >= date '{as_of}' - {settings.overdue_days}
    """
