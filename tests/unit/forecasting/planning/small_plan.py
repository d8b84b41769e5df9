"""A company of four items, small enough to be reckoned by hand: demand is 14 a week, its forecast was never wrong."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb

from forecasting.planning.publish import PlanSummary

AS_OF = date(2025, 12, 31)
CORE = """
create schema core; create schema forecasting;
create table core.dim_location as from (values
    ('erp:1', 'erp', '1', 'Own/Stock'), ('erp:2', 'erp', '2', '3PL/LIL1/Stock'), ('pl:LIL1', 'pl', 'LIL1', 'Lille')
) as t(location_key, source_name, location_id, location_name);
create table core.fct_stock_snapshot as from (values
    ('shirt', 'erp:1', date '2025-12-31', 10, 8), ('cloth', 'erp:1', date '2025-12-31', 5, null),
    ('shirt', 'erp:2', date '2025-12-31', 99, 99),
    ('shirt', 'pl:LIL1', date '2025-12-28', 2, 2), ('shirt', 'pl:LIL1', date '2025-12-21', 50, 50)
) as t(product_key, location_key, snapshot_date, on_hand_qty, available_qty);
create table core.fct_receipt_line as
    select 'erp:1' as location_key, 100 as received_qty, date '2025-11-01' as receipt_date;
create table core.fct_transfer_order_line as select 'shirt' as product_key, 'pl:LIL1' as to_location_key,
    5 as shipped_qty, 2 as received_qty, 5 as requested_qty, 'open' as transfer_order_status,
    date '2025-12-20' as order_date;
create table core.fct_purchase_order_line as
    select 'done-' || n as purchase_order_line_key, 'P' || n as order_number, 'mill' as supplier_key,
        'shirt' as product_key,
        date '2025-01-01' + n::int as order_date, null::date as requested_date, date '2025-02-01' as promised_date,
        'received' as purchase_order_status, 1 as ordered_qty, 1 as received_qty, 0 as rejected_qty,
        date '2025-01-31' + n::int as last_receipt_date, 5.0 as unit_price_amount, 'EUR' as currency_code
    from range(12) as t(n)
    union all values
        ('open', 'P7', 'mill', 'shirt', date '2025-12-01', null, date '2026-01-05', 'open', 60, 45, 1, null, 5.0,
            'EUR'),
        ('lost', 'P1', 'mill', 'shirt', date '2025-06-01', null, date '2025-07-01', 'open', 50, 0, 0, null, 5.0, 'EUR'),
        ('cloth', 'P2', 'weaver', 'cloth', date '2025-06-01', null, date '2025-07-01', 'received', 9, 9, 0, null, 2.0,
            'EUR');
create table core.fct_supplier_commitment as from (values
    ('answers:P7/SHIRT', 'order_line', 1, date '2025-12-02', date '2026-01-25', 5, 50),
    ('answers:P7/SHIRT', 'order_line', 2, date '2025-12-09', date '2026-01-18', 30, 50),
    ('answers:P7/SHIRT', 'order_line', 2, date '2025-12-09', date '2026-01-20', 8, 50),
    ('answers:P7/SHIRT', 'order_line', 3, date '2026-01-01', date '2026-02-20', 1, 50),
    ('answers:/SHIRT', 'forecast', 1, date '2025-12-09', date '2026-03-01', 1, 9)
) as t(purchase_order_line_key, commitment_type, commitment_number, committed_date, committed_delivery_date,
    committed_qty, requested_qty)
cross join (select 'answers' as source_name, 'shirt' as product_key);
create table core.fct_supplier_item as select 'terms' as supplier_item_key, 'shirt' as product_key,
    'mill' as supplier_key, 24 as minimum_order_qty, 10 as pack_qty, 7.0 as unit_price_amount, 'EUR' as currency_code,
    1 as priority_number, 99 as lead_time_days, null::date as valid_from_date, null::date as valid_to_date;
create table core.fct_bill_of_material as select 'erp' as source_name, 0.2 as scrap_pct, 10 as output_qty,
    true as is_active, 'make' as bill_of_material_type, null::date as valid_from_date, null::date as valid_to_date, *
    from (values ('1', 'coat', true, 1), ('2', 'ring', false, 1), ('3', 'coat', false, 1), ('4', 'coat', true, 3))
    as t(bill_of_material_key, product_key, is_of_variant, priority_number);
create table core.fct_bill_of_material_line as select 'erp' as source_name, null::date as valid_from_date,
    null::date as valid_to_date, * from (values ('1', 'coat', 'cloth', 2.0), ('2', 'unknown', 'ring', 1.0),
    ('3', 'unknown', 'cloth', 70.0), ('4', 'coat', 'cloth', 80.0))
    as t(bill_of_material_key, product_key, component_product_key, component_qty);
create table core.fct_production_order as
    select 'erp' as source_name, 'made-' || n as production_order_key, 'coat' as product_key,
        'done' as production_order_status, date '2025-03-01' as order_date, null::date as planned_start_date,
        null::date as planned_end_date, timestamp '2025-12-01 08:00' as started_at,
        timestamp '2025-12-11 08:00' as finished_at, 1 as planned_qty, 1 as produced_qty
    from range(10) as t(n)
    union all values
        ('erp', 'placed', 'coat', 'confirmed', date '2025-12-01', null, null, null, null, 6, null),
        ('erp', 'gone', 'coat', 'cancelled', date '2025-12-01', null, null, null, null, 70, null);
create table core.fct_production_operation as
    select 'made-' || n as production_order_key, centre as work_center_key, 'coat' as product_key,
        null::int as operation_number, 'done' as operation_status,
        timestamp '2025-12-01 08:00' + to_hours((10 * n + later)::int) as started_at,
        timestamp '2025-12-01 08:00' + to_hours((10 * n + later + lasts)::int) as finished_at,
        minutes as standard_minutes,
        60 * lasts as actual_minutes
    from range(10) as t(n), (values ('cut', 0, 1, 30, 2), ('sew a', 1, 2, 100, 0), ('sew b', 1, 2, 100, 1))
        as u(centre, later, lasts, minutes, turn)
    where turn in (2, n % 2);
create table core.dim_work_center as select key as work_center_key, key as work_center_name
    from (values ('cut'), ('sew a'), ('sew b')) as t(key);
create table core.fct_work_center_capacity (work_center_key varchar, capacity_date date,
    available_minutes decimal(18, 4), reserved_minutes decimal(18, 4), is_closed boolean);
create table core.dim_product as select key as product_key, key as style_code, 'goods' as category_name,
    null::varchar as colour_name, false as is_sold_without_stock
    from (values ('coat'), ('shirt'), ('cloth'), ('ring')) as t(key);
create table core.fct_stock_flow as select 'line' as order_line_key, 'pl:LIL1' as location_key, -3 as moved_qty,
    'shipment' as flow_type, date '2025-12-01' as flow_date;
create table core.fct_order_line as
    select 'web' as channel_code, 'open' as order_status, false as is_cancelled, is_test, false as is_intercompany,
        20 * qty as gross_amount_group, 'FR' as market_code, key as order_line_key, product_key, day as order_date,
        qty as ordered_qty
    from (values ('line', 'shirt', date '2025-12-01', 3, false), ('first', 'shirt', date '2025-12-20', 4, false),
        ('second', 'shirt', date '2025-12-30', 10, false), ('third', 'shirt', date '2025-12-31', 5, false),
        ('coats', 'coat', date '2025-12-31', 2, false), ('test', 'shirt', date '2025-12-30', 9, true))
        as t(key, product_key, day, qty, is_test);
create table core.fct_shipped_line as
    select 'line' as order_line_key, date '2025-12-02' as ship_date, 3 as shipped_qty;
create table core.fct_refund_line (order_line_key varchar, reversal_type varchar, refunded_qty int);
create table core.fct_fulfillment_line (order_line_key varchar, promised_at timestamp);
create table forecasting.style_season (option_name varchar);
create table forecasting.forecast_product as
    select null::varchar as option_name, 'shirt' as product_key, 'FR' as market_code,
        n::int as horizon_weeks, 14::decimal(18, 4) as forecast_qty
    from range(1, 14) as t(n);
create table forecasting.forecast as
    select product_key, 'FR' as market_code, n::int as horizon_weeks, 'x' as method_name,
        qty::decimal(18, 4) as forecast_qty
    from range(1, 14) as t(n), (values ('coat', 1), ('shirt', 999)) as u(product_key, qty);
create table forecasting.style_trial (option_name varchar, market_code varchar, origin_date date, horizon_weeks int,
    model_qty decimal(18, 4), demand_qty decimal(18, 4));
create table forecasting.backtest (product_key varchar, market_code varchar, origin_date date, horizon_weeks int,
    method_name varchar, forecast_qty decimal(18, 4), actual_qty decimal(18, 4));
"""

Plan = tuple[duckdb.DuckDBPyConnection, PlanSummary]


def rows(plan: Plan, sql: str) -> list[tuple[Any, ...]]:
    """Return what a query of the planned company finds."""
    return plan[0].execute(sql).fetchall()
