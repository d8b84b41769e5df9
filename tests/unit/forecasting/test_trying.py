"""The past of styles, forecast again by what was known then."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import numpy as np

from forecasting.demand.styles.factors import fit
from forecasting.demand.styles.outlook import outlook
from forecasting.demand.styles.trying import by_products, tried, write_said
from forecasting.demand.styles.uncensoring import cells_of
from forecasting.tables import STYLE_SAID
from tests.unit.forecasting.test_styles import HORIZON, steady
from tests.unit.forecasting.test_unsold import WEEKS, shop

TABLES = """
    create schema core;
    create table core.dim_product as select 'p0' || n as product_key, null::varchar as style_code,
        null::varchar as colour_name, 'finished' as product_type from range(3) as row (n);
    create table core.fct_price (product_key varchar, price_type varchar, source_name varchar, country_code varchar,
        currency_code varchar, price_amount decimal(18, 4), valid_from_date date);
    create table core.fct_production_order (product_key varchar, planned_start_date date, planned_end_date date);
    create table core.fct_purchase_order_line as select 'p02' as product_key, date '1970-01-05' + 7 * 44 as order_date,
        date '1970-01-05' + 7 * 49 as promised_date, null::date as requested_date;
"""


def test_a_style_is_planned_from_the_day_its_supply_was_ordered_and_not_before() -> None:
    demand = np.full((3, 1, WEEKS), 5.0)
    demand[2, :, :51] = 0.0
    known = shop(np.zeros(3), demand)
    with duckdb.connect() as connection:
        connection.execute(TABLES)
        found = tried(connection, known, replace(cells_of(known, demand), launch=np.array([0, 0, 51])))
        assert [trial.origin for trial in found[:2]] == [47, 43]
        assert found[0].launch[2] >= 49
        assert found[0].mean[2, 0, 6:].min() > 0.5
        assert found[1].mean[2].sum() == 0.0, "nobody knew of it yet"
        products = by_products(known, found[0].mean, found[0].launch, 47, np.ones((3, 1)))
        write_said(connection, known, [(47, products)])
        said = connection.execute(f"select origin_week, product_key, sum(forecast_qty) from {STYLE_SAID} group by all")
        rows = {(origin, key): float(qty) for origin, key, qty in said.fetchall()}
    assert set(rows) == {(47, "p00"), (47, "p01"), (47, "p02")}
    assert abs(rows[47, "p00"] - products[0].sum()) < 0.01


def test_the_weeks_ahead_lie_between_a_year_ago_and_the_latest() -> None:
    weeks = 112
    demand = np.concatenate([np.full((2, 1, weeks - 8), 20.0), np.full((2, 1, 8), 40.0)], axis=2)
    places = np.arange(weeks + HORIZON)[None, :, None]
    peer = np.repeat(np.where(places >= 52, places - 52, -1), 7, axis=2)
    cells = replace(steady(), demand=demand, peer=peer)
    ahead = outlook(cells, fit(cells), HORIZON).sum(axis=(0, 1)).mean()
    assert 50.0 < ahead < 72.0


def test_styles_that_outlive_the_curve_do_not_raise_what_is_believed_of_the_next_one() -> None:
    launch = np.r_[np.arange(0, WEEKS, 2), WEEKS]
    age = np.arange(WEEKS)[None, :] - launch[:, None]
    demand = np.where((age >= 0) & (age < 15), 10.0, 0.0)
    demand[:3] = np.where(age[:3] >= 0, 10.0, 0.0)
    mortal = demand.copy()
    mortal[:3] = np.where((age[:3] >= 0) & (age[:3] < 15), 10.0, 0.0)
    codes, said = np.zeros(31, dtype=np.int64), []
    for qty in (demand, mortal):
        cells = replace(
            steady(), demand=qty[:, None], launch=launch, style=np.arange(31), category=codes, band=codes, colour=codes
        )
        said.append(outlook(cells, fit(cells), HORIZON)[30, 0, :8].mean())
    assert 0.6 < said[0] / said[1] < 1.4
