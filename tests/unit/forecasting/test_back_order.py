"""What shops sell without stock is never missing, whatever lies where."""

from __future__ import annotations

from datetime import date

import duckdb
import numpy as np

from forecasting.demand.styles.reading import missing_shares

MONDAY, PLACES, WEEKS = date(2025, 1, 6), np.array(["hub"]), 3
FREE_TO_SELL = """
    create schema core;
    create table core.dim_product as from (values
        ('counted', false), ('never there', null), ('on order', true), ('on order, never there', true)
    ) as t(product_key, is_sold_without_stock);
    create temp table style_step_free as from (values
        ('hub', 'counted', date '2025-01-13', 0, 5, true, date '2025-01-15'),
        ('hub', 'on order', date '2025-01-13', 0, 7, true, date '2025-01-15')
    ) as t(location_key, product_key, day, offered_qty, out_qty, is_next_unseen, next_count_day);
    create temp table style_step_missing as from (values
        ('hub', 'counted', date '2025-01-13', 0.5, 0.25), ('hub', 'on order', date '2025-01-13', 0.5, 0.25)
    ) as t(location_key, product_key, week_start_date, missing_share, unseen_share);
    set variable style_until = '2025-01-27'::date;
"""


def test_what_shops_sell_without_stock_is_missing_nowhere() -> None:
    with duckdb.connect() as connection:
        connection.execute(FREE_TO_SELL)
        keys = np.array(["counted", "never there", "on order", "on order, never there"])
        missing, unseen, sold_unseen = missing_shares(connection, keys, PLACES, WEEKS, MONDAY)
    assert missing[:, 0].tolist() == [[0.0, 0.5, 0.0], [1.0, 1.0, 1.0], [0.0] * WEEKS, [0.0] * WEEKS]
    assert unseen[:, 0].tolist() == [[0.0, 0.25, 0.0], *[[0.0] * WEEKS] * 3]
    assert sold_unseen.tolist() == [5.0, 0.0]
