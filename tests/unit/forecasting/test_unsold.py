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
from forecasting.demand.styles.launching import Plans, launches
from forecasting.demand.styles.reading import Known
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
        price_amount decimal(18, 4), valid_from_date date, source_name varchar default 'shop', country_code varchar);
    insert into core.fct_price (product_key, price_type, currency_code, price_amount, valid_from_date) values
        ('sold', 'selling', 'USD', 12.5, '2024-02-05'), ('listed', 'selling', 'USD', 25, '2024-01-29'),
        ('dear', 'selling', 'EUR', 90, '2024-03-04'), ('later', 'selling', 'USD', 25, '2025-12-29'),
        ('sold', 'list', 'USD', 12.5, '2024-02-05'), ('listed', 'list', 'EUR', 90, '2024-01-29'),
        ('dear', 'list', 'EUR', 100, '2024-03-04'),
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
    # Reduced is what costs less than the list price of the same currency.
    assert [(row[0], *row[-4:]) for row in found] == [
        ("coming", 0.0, date(2025, 11, 3), never, False),
        ("dear", 0.0, never, date(2024, 3, 4), True),
        ("listed", 20.0, never, date(2024, 1, 29), False),
        ("sold", 10.0, never, date(2024, 1, 29), False),
    ]


def launched(first: list[int | None], plans: Plans) -> Codes:
    """Return launches of styles of one unit a week since their first order."""
    ordered = np.zeros((len(first), 1, WEEKS))
    for option, week in enumerate(first):
        if week is not None:
            ordered[option, 0, week:] = 1
    return launches(ordered, np.arange(len(first)), plans)


LONG_AGO = -10_000


def test_unsold_styles_are_planned_unless_a_storefront_lists_them() -> None:
    due = np.array([8, 18, 30, 30, 30, LONG_AGO, LONG_AGO, LONG_AGO])
    listed = np.array([13, 25, LONG_AGO, 31, 50, 40, 2, LONG_AGO])
    found = launched([10, 20, *[None] * 6], Plans(due, listed, np.ones(8, dtype=bool)))
    # Sold; supplied and listed nowhere; reduced when it was due, and long after; listed alone, of late and long ago.
    assert found[:7].tolist() == [10, 20, WEEKS, 27, 32, 36, -2]
    assert found[7] > 1_000


def test_what_is_listed_at_its_full_price_and_silent_waits_as_nearly_all_like_it_did() -> None:
    listed = np.array([8, 18, 28, 38, 48, 56, 30, 58])
    plans = Plans(np.full(8, LONG_AGO), listed, np.zeros(8, dtype=bool))
    # The waits were 2, 2, 2, 2 and 6 weeks; two are silent for 4 and 2, one was touched after its first order.
    assert launched([10, 20, 30, 40, 54, None, 20, None], plans)[[5, 7]].tolist() == [62, 64]
    # Where fewer than nine in ten were ordered, the one that is listed longest is yet to come.
    assert launched([10, *[None] * 7], plans)[[1, 5]].tolist() == [WEEKS, 56 + WEEKS - 18]


def test_what_is_first_sold_soon_after_history_begins_was_there_before_unless_it_sold_far_too_well_and_ended() -> None:
    ordered = np.zeros((6, 1, WEEKS))
    ordered[0, 0, 2:20] = 1  # Two units in two weeks, after two weeks of silence.
    ordered[1, 0, 2:20] = 3  # Six.
    ordered[2, 0, :20] = 3
    ordered[3, 0, 2:40] = 3  # It outlives the one whose whole life was seen, so its age says nothing of a launch.
    ordered[4, 0, 2:] = 3
    ordered[5, 0, 10:30] = 3
    ordered[2, 0, :4] = 60  # All sold as much in the first two weeks as in the next two.
    nothing = np.full(6, LONG_AGO)
    plans = Plans(nothing, nothing, np.zeros(6, dtype=bool))
    assert launches(ordered, np.arange(6), plans).tolist() == [-9, 2, -9, -9, ESTABLISHED, 10]
    ordered[2, 0, :2] = 0  # Where nothing at all was sold in the first weeks, their silence says nothing.
    assert launches(ordered, np.arange(6), plans).tolist() == [-9, -9, -9, -9, ESTABLISHED, 10]


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
