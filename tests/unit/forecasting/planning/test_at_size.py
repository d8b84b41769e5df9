"""Twenty thousand policies, and a bill of material of five levels and 200,000 lines, within their time."""

from __future__ import annotations

import time
from datetime import date

import duckdb
import numpy as np
import pytest

from forecasting.planning.explosion import Items, Lines, explode
from forecasting.planning.levels import low_level_codes_sql, take_out_circles
from forecasting.planning.policies import write_policies
from forecasting.planning.proposals import write_proposals
from forecasting.planning.risk import draw_demand
from forecasting.planning.settings import PlanSettings
from forecasting.planning.tables import DEMAND, ERROR, LEAD, PLACE, POLICY, PROPOSAL, STOCK, SUPPLY, TERMS
from forecasting.tables import SEASON_BUY, SEASON_BUY_SIZE

pytestmark = pytest.mark.soak
AS_OF = date(2026, 1, 1)
POLICIES, PLACES, SUPPLIERS = 20_000, 4, 40
LEVELS, LINES_PER_LEVEL, ITEMS_PER_LEVEL = 5, 40_000, 10_000


def cpu_seconds(begun: float) -> float:
    return time.process_time() - begun


def write_inputs(connection: duckdb.DuckDBPyConnection, draws: int) -> None:
    """Every fifth policy is of all places; demand, stock, lead times and errors differ, and no season is bought."""
    products = POLICIES // (PLACES + 1)
    connection.execute(f"""
        create schema forecasting;
        create schema core;
        create table core.dim_product as
            select 'product-' || n as product_key, false as is_sold_without_stock from range({products}) as t(n);
        create table {SEASON_BUY} (option_name varchar, supplier_key varchar, expected_date date, season_state varchar,
            buy_qty decimal(18, 4), pack_qty decimal(18, 4), reason varchar);
        create table {SEASON_BUY_SIZE} (option_name varchar, product_key varchar, buy_qty decimal(18, 4));
        create temp table {PLACE} as
            select 'place-' || n as location_key, date '{AS_OF}' as counted_on, n = 0 as is_hub
            from range({PLACES}) as t(n);
        create temp table {TERMS} as
            select 'product-' || n as product_key, 'buy' as source_type, 'supplier-' || n % {SUPPLIERS} as supplier_key,
                n % 3 * 24.0 as minimum_qty, 1.0 + n % 6 as pack_qty, cast(10 as decimal(18, 4)) as unit_price_amount,
                'EUR' as currency_code
            from range({products}) as t(n);
        create temp table {STOCK} as
            select 'product-' || n as product_key, 'place-' || p as location_key,
                cast(n * (p + 3) % 29 as decimal(18, 4)) as on_hand_qty, cast(0 as decimal(18, 4)) as coming_qty
            from range({products}) as t(n), range({PLACES}) as u(p);
        create temp table {SUPPLY} as
            select 'product-' || n as product_key, date '{AS_OF}' as due_date, cast(n % 5 as decimal(18, 4)) as qty
            from range({products}) as t(n);
        create temp table {LEAD} as
            select 'supplier-' || s as lead_key, d as draw, cast(20 + s + d % 30 as double) as lead_days,
                'measured' as lead_basis
            from range({SUPPLIERS}) as t(s), range({draws}) as u(d)
            union all select 'transfer', d, 7.0, 'settings' from range({draws}) as u(d);
        create temp table {ERROR} as
            select b as bucket, s as size_class, d as draw, (d - {draws} / 2.0) / {draws} as residual
            from range(1, 5) as t(b), range(12) as u(s), range({draws}) as v(d);
        create temp table {DEMAND} as
            select row_number() over () as policy_id, 'product-' || n as product_key,
                case when p < {PLACES} then 'place-' || p else 'place-0' end as location_key,
                case when p < {PLACES} then 'place' else 'network' end as level_code,
                case when p < {PLACES} then 'transfer' else 'supplier-' || n % {SUPPLIERS} end as lead_key,
                0.0 as minimum_qty, 1.0 as pack_qty,
                list_transform(range(13), week -> (n % 40) / 8.0 + week / 26.0) as ahead
            from range({products}) as t(n), range({PLACES + 1}) as u(p)""")


def test_twenty_thousand_policies_and_their_proposals_take_two_cpu_minutes_at_most() -> None:
    settings = PlanSettings()
    with duckdb.connect() as connection:
        write_inputs(connection, settings.draws)
        begun = time.process_time()
        draw_demand(connection, settings)
        write_policies(connection, AS_OF, settings)
        write_proposals(connection, AS_OF, settings)
        spent = cpu_seconds(begun)
        counts = connection.execute(
            f"select (select count(*) from {POLICY}), (select list(distinct proposal_type order by 1) from {PROPOSAL})"
        ).fetchone()
    assert counts == (POLICIES, ["buy", "transfer"])
    assert spent <= 120


def test_five_levels_and_two_hundred_thousand_lines_explode_in_thirty_cpu_seconds() -> None:
    random, count, periods = np.random.default_rng(1), (LEVELS + 1) * ITEMS_PER_LEVEL, 13
    above = np.repeat(np.arange(LEVELS), LINES_PER_LEVEL) * ITEMS_PER_LEVEL
    parent = above + np.tile(np.repeat(np.arange(ITEMS_PER_LEVEL), LINES_PER_LEVEL // ITEMS_PER_LEVEL), LEVELS)
    child = (
        above + ITEMS_PER_LEVEL + random.permuted(np.tile(np.arange(ITEMS_PER_LEVEL), (4 * LEVELS, 1)), axis=1).ravel()
    )
    demand = np.zeros((count, periods))
    demand[:ITEMS_PER_LEVEL] = random.integers(0, 20, (ITEMS_PER_LEVEL, periods))
    begun = time.process_time()
    with duckdb.connect() as connection:
        connection.register("given", {"parent": parent, "child": child})
        connection.execute("create temp table lines as select parent, child, count(*) as units from given group by all")
        assert take_out_circles(connection, "lines") == []
        codes = connection.execute(f"{low_level_codes_sql('lines')} order by item").fetchnumpy()
        found = connection.execute("select * from lines").fetchnumpy()
    nothing = np.zeros(count)
    items = Items(np.asarray(codes["level"]), nothing, nothing, nothing, np.ones(count), nothing.astype(np.int64))
    lines = Lines(*(np.asarray(found[name]) for name in ("parent", "child", "units")))
    exploded = explode(items, lines, demand, np.zeros(demand.shape))
    spent = cpu_seconds(begun)
    assert len(parent) == 200_000
    assert int(items.level.max()) == LEVELS
    parts = LINES_PER_LEVEL // ITEMS_PER_LEVEL
    assert exploded.gross[-ITEMS_PER_LEVEL:].sum() == demand.sum() * parts**LEVELS
    assert spent <= 30
