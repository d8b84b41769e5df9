"""Two replenishment policies of a world that runs forward: what the product proposes, and fixed minima and maxima.

Belongs here: the policies, as functions that the simulation calls. Not here: the world (`simulation.forward`), how they
are compared (`policy`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from forecasting.planning.publish import publish_orders
from forecasting.planning.settings import PlanSettings
from forecasting.planning.tables import PROPOSAL
from forecasting.publish import publish_forecast
from simulation.forward import Goods, Situation
from simulation.world.calendar import NEVER, date_of

Ints = NDArray[np.int64]
_WEEK, _YEAR_WEEKS = 7, 52
_HUB, _MARKET = "hub", "all"
_EMPTY = """
create schema core; create schema forecasting;
create table core.dim_location as select 'hub' as location_key, 'house' as source_name, 'hub' as location_id,
    'Hub' as location_name;
create table forecasting.style_season (option_name varchar, season_end_date date);
create table core.fct_receipt_line (location_key varchar, received_qty int, receipt_date date);
create table core.fct_transfer_order_line (product_key varchar, to_location_key varchar, shipped_qty int,
    received_qty int, requested_qty int, transfer_order_status varchar, order_date date);
create table core.fct_supplier_commitment (source_name varchar, purchase_order_line_key varchar, product_key varchar,
    commitment_type varchar, commitment_number int, committed_date date, committed_delivery_date date,
    committed_qty int, requested_qty int);
create table core.fct_production_order (source_name varchar, production_order_key varchar, product_key varchar,
    production_order_status varchar, order_date date, planned_start_date date, planned_end_date date,
    started_at timestamp, finished_at timestamp, planned_qty int, produced_qty int);
create table core.fct_bill_of_material (product_key varchar, is_active boolean, bill_of_material_type varchar);
create table core.fct_stock_flow (order_line_key varchar, location_key varchar, moved_qty int, flow_type varchar,
    flow_date date);
create table core.fct_order_line (order_line_key varchar, market_code varchar, order_date date, ordered_qty int,
    is_test boolean, is_cancelled boolean);
create table core.fct_refund_line (order_line_key varchar, reversal_type varchar, refunded_qty int);
create table forecasting.forecast_product (product_key varchar, option_name varchar, market_code varchar,
    horizon_weeks int, forecast_qty decimal(18, 4));
create table forecasting.style_trial (option_name varchar, market_code varchar, origin_date date, week_start_date date,
    horizon_weeks int, life_code varchar, demand_qty decimal(18, 4), naive_qty decimal(18, 4),
    window_qty decimal(18, 4), model_qty decimal(18, 4), q10_qty decimal(18, 4), q90_qty decimal(18, 4));
"""
"""The tables of a company with one place, no workshop and no styles, which planning reads."""


class Proposed:
    """What the product proposes: its forecast of series, its policies and its order proposals, week after week."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, goods: Goods, settings: PlanSettings) -> None:
        """Begin with an empty company.

        Args:
            connection: A database in memory.
            goods: The articles.
            settings: The planner's choices.
        """
        self._connection, self._settings = connection, settings
        connection.execute(_EMPTY)
        self._put("core.fct_supplier_item", {
            "supplier_item_key": goods.sku, "product_key": goods.sku, "supplier_key": goods.supplier,
            "minimum_order_qty": goods.minimum, "pack_qty": np.ones_like(goods.minimum),
            "unit_price_amount": goods.cost,
        }, "null::varchar as currency_code, 1 as priority_number, null::int as lead_time_days, "
           "null::date as valid_from_date, null::date as valid_to_date")  # fmt: skip
        self._put("core.dim_product", {"product_key": goods.sku, "category_name": goods.category},
                  "null::varchar as style_code, null::varchar as colour_name, "
                  "false as is_sold_without_stock")  # fmt: skip
        self._goods = goods

    def __call__(self, situation: Situation) -> Ints:
        """Return what is proposed on a Monday, as it is proposed."""
        as_of = date_of(situation.day)
        self._write_core(situation, as_of)
        publish_forecast(self._connection, as_of)
        publish_orders(self._connection, as_of, self._settings)
        found = self._connection.execute(
            f"select product_key, cast(proposed_qty as bigint) from {PROPOSAL} where proposal_type = 'buy'"
        ).fetchall()
        asked = dict(found)
        return np.array([asked.get(sku, 0) for sku in self._goods.sku.tolist()], dtype=np.int64)

    def _write_core(self, situation: Situation, as_of: date) -> None:
        week, article = np.nonzero(situation.sold)
        self._put("core.fct_demand_weekly", {
            "product_key": self._goods.sku[article], "week_start_date": _days(week * _WEEK),
            "demand_qty": situation.sold[week, article],
        }, f"'{_MARKET}' as market_code")  # fmt: skip
        self._put("core.fct_stock_snapshot", {
            "product_key": self._goods.sku, "on_hand_qty": situation.on_hand, "available_qty": situation.on_hand,
        }, f"'{_HUB}' as location_key, date '{as_of}' as snapshot_date")  # fmt: skip
        lines = situation.lines
        received_on = _days(lines.received_on)
        received_on[lines.received_on == NEVER] = np.datetime64("NaT")
        self._put("core.fct_purchase_order_line", {
            "purchase_order_line_key": np.arange(len(lines.goods)).astype(str), "order_number": lines.day.astype(str),
            "product_key": self._goods.sku[lines.goods], "supplier_key": self._goods.supplier[lines.goods],
            "order_date": _days(lines.day), "promised_date": _days(lines.promised), "ordered_qty": lines.quantity,
            "received_qty": lines.received, "last_receipt_date": received_on,
            "purchase_order_status": np.where(lines.is_open, "open", "received"),
        }, "null::date as requested_date, 0 as rejected_qty, null::decimal(18, 4) as unit_price_amount, "
           "null::varchar as currency_code")  # fmt: skip

    def _put(self, table: str, columns: dict[str, Any], further: str) -> None:
        from pyarrow.lib import Table, array

        rows = Table.from_arrays([array(values) for values in columns.values()], names=list(columns))
        self._connection.register("arriving", rows)
        self._connection.execute(f"create or replace table {table} as select *, {further} from arriving")
        self._connection.unregister("arriving")


@contextmanager
def proposed(goods: Goods, settings: PlanSettings) -> Iterator[Proposed]:
    """The product's policy, with a database of its own in memory."""
    with duckdb.connect(config={"threads": 2}) as connection:
        yield Proposed(connection, goods, settings)


class MinMax:
    """Reorder rules as Odoo has them: below the minimum it is ordered up to the maximum.

    A minimum is what is sold a week in a year × (the supplier's median lead time so far, a review, and so many weeks
    more); a maximum is a cycle of orders more. They are set on some days and stay what they are between these.
    """

    def __init__(self, goods: Goods, safety_weeks: float, settings: PlanSettings, set_on: Collection[int]) -> None:
        """Begin without rules.

        Args:
            goods: The articles.
            safety_weeks: What every minimum has above what is expected until an order is there.
            settings: Review and cycle, as the other policy has them.
            set_on: The days, Mondays, on which the rules are set; the first one is that on which it begins.
        """
        self._goods, self._settings, self._safety, self._set_on = goods, settings, safety_weeks, set_on
        self._least: NDArray[np.float64] = np.zeros(len(goods.sku))
        self._most = self._least

    def __call__(self, situation: Situation) -> Ints:
        """Return what the rules say on a Monday."""
        if situation.day in self._set_on:
            self._set(situation)
        position = situation.on_hand + situation.on_order
        lacking = np.maximum(np.ceil(self._most - position), self._goods.minimum)
        return np.where(position < self._least, lacking, 0).astype(np.int64)

    def _set(self, situation: Situation) -> None:
        weekly = situation.sold[-_YEAR_WEEKS:].mean(axis=0)
        lines = situation.lines
        done = lines.rows(~lines.is_open & (lines.received_on != NEVER))
        days = done.received_on - done.day
        supplier = self._goods.supplier[done.goods]
        lead = {name: float(np.median(days[supplier == name])) for name in np.unique(supplier).tolist()}
        weeks = (np.array([lead[name] for name in self._goods.supplier.tolist()]) + self._settings.review_days) / _WEEK
        self._least = np.ceil(weekly * (weeks + self._safety))
        self._most = self._least + np.ceil(np.maximum(weekly * self._settings.order_cycle_days / _WEEK, 1))


def _days(numbers: Ints) -> NDArray[np.datetime64]:
    return (np.datetime64(date_of(0)) + numbers).astype("datetime64[D]")
