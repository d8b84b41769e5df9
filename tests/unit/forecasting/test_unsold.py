"""Goods that nobody ever bought: which of them were on offer, since when, and what of them was wanted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pytest

from forecasting.demand.panel import Array
from forecasting.demand.segments import Codes
from forecasting.demand.styles import reading
from forecasting.demand.styles.cells import ESTABLISHED, Grouping
from forecasting.demand.styles.reading import Known, launches
from forecasting.demand.styles.uncensoring import uncensor

WEEKS, HORIZON = 60, 13
TABLES = """
    create schema core;
    create table core.dim_product (product_key varchar, style_code varchar, colour_name varchar, size_code varchar,
        category_name varchar, product_type varchar);
    insert into core.dim_product values
        ('sold', 'A', 'red', 'M', 'Tops', 'finished'), ('listed', 'A', 'blue', 'M', 'Tops', 'finished'),
        ('dear', 'B', 'red', 'M', 'Tops', null), ('coming', 'C', 'red', 'M', 'Tops', 'finished'),
        ('later', 'D', 'red', 'M', 'Tops', 'finished'), ('drafted', 'E', 'red', 'M', 'Tops', 'finished'),
        ('cloth', 'A', null, null, 'Cloth', 'material');
    create table core.fct_order_line (product_key varchar, is_test boolean, ordered_qty decimal(18, 4),
        gross_amount_group decimal(18, 4));
    insert into core.fct_order_line values ('sold', false, 2, 20), ('drafted', true, 1, 10), ('cloth', false, 1, 5);
    create table core.fct_price (product_key varchar, price_type varchar, currency_code varchar,
        price_amount decimal(18, 4), valid_from_date date);
    insert into core.fct_price values
        ('sold', 'selling', 'USD', 12.5, '2024-02-05'), ('listed', 'selling', 'USD', 25, '2024-01-29'),
        ('dear', 'selling', 'EUR', 90, '2024-03-04'), ('later', 'selling', 'USD', 25, '2025-12-29'),
        ('drafted', 'cost', 'USD', 4, '2024-01-01'), ('cloth', 'selling', 'USD', 5, '2024-01-01');
    create table core.fct_purchase_order_line (product_key varchar, promised_date date, requested_date date);
    insert into core.fct_purchase_order_line values ('coming', null, '2025-11-03'), ('drafted', null, null);
    create table core.fct_production_order (product_key varchar, planned_end_date date);
    set variable style_until = '2025-12-29'::date;
"""


def test_goods_are_those_ordered_listed_or_to_come_each_with_a_price_where_one_can_be_told() -> None:
    with duckdb.connect() as connection:
        connection.execute(TABLES)
        found = connection.execute(Path(reading.GOODS).read_text(encoding="utf-8")).fetchall()
    never = date(1900, 1, 1)
    assert [(row[0], *row[-3:]) for row in found] == [
        ("coming", 0.0, date(2025, 11, 3), never),
        ("dear", 0.0, never, date(2024, 3, 4)),
        ("listed", 20.0, never, date(2024, 1, 29)),
        ("sold", 10.0, never, date(2024, 1, 29)),
    ]


def test_unsold_styles_are_planned_unless_a_storefront_lists_them() -> None:
    long_ago = -10_000
    ordered = np.zeros((8, 1, WEEKS))
    ordered[0, 0, 10:] = 1
    ordered[1, 0, 20:] = 1
    due = np.array([8, 18, 30, 30, 30, long_ago, long_ago, long_ago])
    listed = np.array([13, 25, long_ago, 31, 50, 40, 2, long_ago])
    found = launches(ordered, np.arange(8), due, listed)
    # Sold; supplied and listed nowhere; listed before it is due; supplied in time; listed alone, of late and long ago.
    assert found[:7].tolist() == [10, 20, WEEKS, 31, 32, 36, -2]
    assert found[7] > 1_000


def test_sums_of_groups_by_hand() -> None:
    group = Grouping(np.array([2, 0, 2, 0]))
    sums = group.sums(np.array([[1.0], [2.0], [4.0], [8.0]]))
    assert sums.tolist() == [[10.0], [0.0], [5.0]]
    assert group.of(sums)[:, 0].tolist() == [5.0, 10.0, 5.0, 10.0]


def shop(missing: Array, demand: Array) -> Known:
    """Options of one style and one product each, in one market and one place, established; in one category."""
    count = len(demand)
    codes, one = np.zeros(count, dtype=np.int64), np.zeros(1, dtype=np.int64)
    weeks = np.arange(WEEKS + HORIZON)[None, :, None]
    keys = np.array([f"p{number:02d}" for number in range(count)])
    names: dict[str, Codes] = {
        "style_code": np.arange(count),
        "colour_name": codes,
        "category_name": codes,
        "band": codes,
    }
    share = np.stack([np.repeat(missing[:, None], WEEKS, axis=1), np.zeros((count, WEEKS))], axis=1)
    return Known(
        0, keys, np.arange(count), codes, np.array(["FR"]), one, demand, np.zeros_like(demand), demand.sum(axis=2),
        share, np.zeros_like(share), np.zeros(2), np.full(count, ESTABLISHED), names, keys,
        np.repeat(np.where(weeks >= 52, weeks - 52, -1), 7, axis=2), one,
    )  # fmt: skip


def test_what_was_never_there_is_wanted_like_its_kind_and_what_was_there_and_left_is_not() -> None:
    demand = np.full((12, 1, WEEKS), 5.0)
    demand[6:] = 0.0
    missing = np.r_[np.zeros(6), np.ones(5), 0.0]
    found = uncensor(shop(missing, demand))
    lost = found.lost.sum(axis=(1, 2)) / WEEKS
    assert lost[:6] == pytest.approx(0.0)
    assert lost[6:11] == pytest.approx(5.0, rel=0.2)
    assert lost[11] == 0.0
    assert found.expected[11].mean() < 0.25
