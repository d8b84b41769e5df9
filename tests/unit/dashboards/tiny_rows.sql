-- Two years of sales in two markets (and one unknown) and two channels, with known peculiarities.
insert into core.dim_market by name
select * from (values ('DE', 'Germany', 'Europe'), ('SA', 'Saudi Arabia', 'Middle East'), ('unknown', 'Unknown', 'Unknown'))
    as row (market_code, market_name, region_name);
insert into core.dim_channel by name
select * from (values ('web', 'Web'), ('kiosk', 'Kiosk')) as row (channel_code, channel_name);

insert into marts.mart_sales__kpi_daily by name
select
    day.order_date,
    market.market_code,
    channel.channel_code,
    2 as order_count,
    1 as consumer_order_count,
    150.40 as consumer_sales_amount_group,
    3 as ordered_qty,
    200.55 + day.number as gross_sales_amount_group,
    20.10 as discount_amount_group,
    5.25 as refund_amount_group,
    175.20 + day.number as net_sales_amount_group,
    0 as cancelled_amount_group,
    90 as cost_amount_group,
    85.20 + day.number as margin_amount_group,
    0 as missing_rate_line_count,
    case when day.number = 730 then 1 else 0 end as missing_cost_line_count
from (select date '2024-01-01' + cast(n as integer) as order_date, n as number from range(731) as days (n)) as day
cross join (values ('DE'), ('SA')) as market (market_code)
cross join (values ('web'), ('kiosk')) as channel (channel_code);
-- A row without a date, which only "all" shows, and a market that is not known.
insert into marts.mart_sales__kpi_daily by name
select
    cast(null as date) as order_date, 'unknown' as market_code, 'web' as channel_code, 1 as order_count, 1 as ordered_qty,
    10.01 as gross_sales_amount_group, 0 as discount_amount_group, 0 as refund_amount_group, 10.01 as net_sales_amount_group,
    0 as cancelled_amount_group, 4 as cost_amount_group, 6.01 as margin_amount_group, 2 as missing_rate_line_count,
    0 as missing_cost_line_count;

insert into marts.mart_sales__sku_profit by name
select
    'p' || n as product_key, 'SKU-' || n as sku, 'S' as style_code, '<b>Coat</b> ' || n as product_name, 'Coats' as category_name,
    'DE' as market_code, date '2025-12-01' as month_start_date, 10 as ordered_qty, 0 as refunded_qty,
    100 * n as net_sales_amount_group, case when n = 20 then 0 else 300 end as cost_amount_group,
    100 * n - case when n = 20 then 0 else 300 end as margin_amount_group
from range(1, 21) as numbers (n);

insert into marts.mart_supply__supplier_otif_monthly by name
select * from (values
    ('s1', 'Late Mills', date '2025-11-01', 10, 4, 8, 3, 1),
    ('s2', '<script>Good Mills</script>', date '2025-12-01', 20, 20, 20, 20, 0),
    ('s3', 'Quiet Mills', date '2025-12-01', 0, 0, 0, 0, 0)
) as row (supplier_key, supplier_name, due_month_date, line_count_due, on_time_line_count, in_full_line_count,
    otif_line_count, open_overdue_line_count);

insert into marts.mart_supply__stock_health by name
select * from (values
    ('p1', 'SKU-1', date '2025-12-28', 100, 10, 1000, 'healthy'),
    ('p2', 'SKU-2', date '2025-12-28', 50, 5, 200, 'healthy'),
    ('p3', 'SKU-3', date '2025-12-28', 999, null, null, 'no_demand'),
    ('p4', 'SKU-4', date '2025-12-28', 0, 5, 0, 'sold_out')
) as row (product_key, sku, snapshot_date, on_hand_qty, forecast_weekly_qty, stock_value_amount_group, stock_state);

insert into marts.mart_planning__forecast_vs_actual by name
select
    'p' || product.n as product_key, 'SKU-' || product.n as sku, 'DE' as market_code,
    date '2025-12-29' + 7 * cast(week.n as integer) as week_start_date,
    case when week.n < 0 then 10 end as actual_qty,
    case when week.n >= 0 or week.n = -1 then 12 end as forecast_qty,
    case when week.n >= 0 then 5 end as q10_qty,
    case when week.n >= 0 then 20 end as q90_qty,
    week.n >= 0 as is_future
from range(-26, 13) as week (n)
cross join range(1, 3) as product (n);
insert into marts.mart_planning__forecast_accuracy by name
select * from (values ('total', 'best_by_segment', true, 0.251), ('total', 'seasonal_naive', false, 0.4), ('smooth', 'seasonal_naive', true, 0.1))
    as row (segment_code, method_name, is_published, wape_pct);

insert into marts.mart_planning__exception by name
select * from (values
    ('p1', 'SKU-1', 'Lyon', 'below_safety', 'supply', 30, 812.5),
    ('p2', 'SKU-2', 'Lyon', 'excess', 'mark_down', 12, 120)
) as row (product_key, sku, location_name, exception_code, remedy_code, exception_qty, amount_group);
insert into marts.mart_planning__order_proposal by name
select * from (values ('buy', 'Good Mills', 'SKU-1', 40, date '2026-01-20', 'EUR', 5400, 'Because it runs out',
    'product-1', 'place-1', date '2025-12-31', 135))
    as row (proposal_type, supplier_name, sku, proposed_qty, expected_date, currency_code, net_amount_group, proposal_reason,
        product_key, location_key, order_date, unit_price_amount);
insert into core.dim_product by name
select 'product-1' as product_key, 'SKU-1' as sku, 'ST-1' as style_code;
insert into marts.mart_planning__supplier_requirement by name
select * from (values ('Good Mills', date '2025-12-29', 1, 100, 60, 40, 0, 900.5))
    as row (supplier_name, week_start_date, week_number, to_deliver_qty, committed_qty, planned_qty, late_qty,
        to_deliver_amount_group);
insert into marts.mart_planning__forecast_vs_target by name
select * from (values
    ('weeks', 4, date '2025-12-29', date '2026-01-25', 'all', 96, 80, 120, 0, 200, 300, 400, null),
    ('weeks', 13, date '2025-12-29', date '2026-03-29', 'all', 312, null, null, 0, 600, 900, 990, null),
    ('weeks', 4, date '2025-12-29', date '2026-01-25', 'DE', 90, 70, 120, 0, 200, 300, 400, null),
    ('weeks', 4, date '2025-12-29', date '2026-01-25', 'FR', 6, 2, 9, 0, 20, 30, 40, null))
    as row (period_type, span_weeks, first_date, last_date, market_code, forecast_qty, low_qty, high_qty,
        to_date_amount_group, low_amount_group, forecast_amount_group, high_amount_group, target_amount_group);
insert into marts.mart_planning__forecast_total by name
select market.code as market_code, date '2025-12-29' + 7 * cast(week.n as integer) as week_start_date,
    cast(week.n + 1 as integer) as horizon_weeks, 24 as forecast_qty, 18 as low_qty, 30 as high_qty
from range(13) as week (n)
cross join (values ('all'), ('DE')) as market (code);
insert into marts.mart_planning__test_and_scale by name
select * from (values ('ST-1', date '2025-11-24', 5, 60, 30, 2, 'scale'))
    as row (style_code, launch_week_date, weeks_on_sale, ordered_qty, expected_qty, level_rate, advice_code);
insert into marts.mart_planning__supplier_order by name
select * from (values ('Mill SpA', 'P7', 'A-1', 'Coat', 'confirmed', date '2026-01-05', 16, date '2026-01-20', 4,
        date '2026-01-20', date '2026-01-20', 4, 'k'))
    as row (supplier_name, order_number, sku, product_name, answer_state, asked_date, asked_qty, confirmed_date,
        confirmed_qty, told_date, due_date, due_qty, supply_key);
insert into marts.mart_planning__season_buy by name
select * from (values ('Mill SpA', 'ST-1 Red', 'first_buy', date '2026-06-01', 5, 60, 130, 20, 40, date '2026-02-02', 30,
        900, 'First buy.'))
    as row (supplier_name, option_name, season_state, season_end_date, q10_qty, season_qty, q90_qty, position_qty,
        buy_qty, second_buy_date, second_buy_qty, profit_group, buy_reason);

insert into marts.mart_quality__source_status by name
select * from (values
    ('shop', 'shopify', 'storefront', 'current', null, 1000, 0, 0, 0, 4, 0, 0),
    ('odoo', 'odoo', 'erp,scm', 'held_back', 'sales_order: 1 row <is> missing', 500, 3, 120.50, 1, 0, 12.34, 1),
    ('crm', 'hubspot', 'crm', 'missing', null, 0, 2, 99, 2, 0, 0, 0)
) as row (source_name, vendor, systems, status, message, landed_row_count, refused_row_count, quarantined_amount,
    currency_count, flagged_row_count, residual_amount, residual_row_count);
insert into marts.mart_quality__completeness by name
select * from (values
    ('shop', 'sales_order', date '2025-12-30', 'EUR', 10, 10, 1000.00, 1000.00, 0, 0),
    ('odoo', 'sales_order', date '2025-12-30', 'USD', 5, 4, 112.34, 100.00, 12.34, 1),
    ('odoo', 'sales_order', date '2025-12-31', 'USD', 5, 5, 100.00, 100.00, 0, 0)
) as row (source_name, entity, control_date, currency_code, control_row_count, warehouse_row_count, control_amount,
    warehouse_amount, residual_amount, residual_row_count);

insert into marts.mart_quality__grade by name
select * from (values
    ('shop', 'all', 'A', 1000, 0, 0, 0, 0, false, false),
    ('shop', 'orders', 'A', 1000, 0, 0, 0, 0, false, false),
    ('odoo', 'all', 'F', 500, 4, 3, 0.0139, 2, false, true),
    ('odoo', 'sale_<b>order', 'D', 400, 4, 3, 0.0174, 2, true, true),
    ('odoo', 'res_partner', 'F', 100, 0, 0, 0, 0, false, true)
) as row (source_name, table_name, grade, row_count, faulty_row_count, waiting_row_count, faulty_row_pct,
    broken_rule_count, is_unlike_before, is_source_behind);
insert into marts.mart_quality__coverage by name
select * from (values
    ('shop', 'shopify', 'sales_order', 1000, 17, 16, 12, 0.70588235),
    ('shop', 'shopify', 'sales_order_line', 2000, 13, 11, 11, 0.84615385),
    ('odoo', 'odoo', 'invoice', 0, 22, 19, 0, 0)
) as row (source_name, vendor, entity, row_count, column_count, defined_column_count, filled_column_count,
    filled_column_pct);
insert into marts.mart_quality__question_coverage by name
select * from (values
    ('all', 'manager-1', 'How much <b>did</b> we sell?', 'part', false, 4, 3, 3, 'target.target_amount'),
    ('all', 'analyst-3', 'One row per line?', 'enough', true, 9, 8, 7, 'tax_line.tax_pct, tax_line.tax_name'),
    ('all', 'engineer-1', 'Did every source load?', 'own_records', true, 0, 0, 0, null),
    ('shop', 'manager-1', 'How much <b>did</b> we sell?', 'part', false, 4, 3, 3, 'target.target_amount'),
    ('shop', 'engineer-1', 'Did every source load?', 'own_records', true, 0, 0, 0, null),
    ('odoo', 'manager-1', 'How much <b>did</b> we sell?', 'none', false, 4, 0, 0, null)
) as row (source_name, question_code, question_text, answer_status, is_answerable, needed_column_count,
    defined_column_count, filled_column_count, missing_column_names);
insert into marts.mart_quality__purpose_register by name
select * from (values
    ('shop', 'shopify', 'orders', 'total', 'question', true, 2),
    ('shop', 'shopify', 'orders', 'note', 'none', false, 0),
    ('shop', 'shopify', 'orders', 'email', 'none', false, 0)
) as row (source_name, vendor, table_name, column_name, purpose_type, is_landed, question_count);
insert into marts.mart_quality__rule by name
select *, 400 as checked_count from (values
    ('odoo', 'sale_order', 'amount_total', 'unreadable', 'error', 'sales', 'The <i>value</i> cannot be read.', 3, 0, null, true),
    ('odoo', 'sale_order', 'state', 'unknown_code', 'warn', 'sales', 'The code is not in the list.', 4, 3, date '2026-01-31', true),
    ('shop', 'orders', 'email', 'malformed', 'warn', 'customer', 'The text has not the form.', 0, 0, null, false)
) as row (source_name, table_name, column_name, rule_name, severity, owner, reason, failing_count, allowed_count,
    allowed_until, is_broken);
insert into marts.mart_quality__quarantine by name
select *, 'odoo' as source_name, 'sale_order' as table_name from (values
    ('3680085c-aa99', 41, 'orders_12.csv', 'SO41', 'amount_total:unreadable', null, 'EUR', 'open'),
    ('3680085c-aa99', 17, 'orders_12.csv', 'SO17', 'amount_total:unreadable', 120.5, 'USD', 'open'),
    ('3680085c-aa99', 18, 'orders_12.csv', 'SO18', 'amount_total:unreadable', 30, 'KWD', 'open'),
    ('99990000-aa99', 5, 'orders_11.csv', 'SO5', 'currency_code:missing', 10, null, 'mended')
) as row (batch_id, file_row_number, file_name, row_key, rule_name, money_amount, currency_code, quarantine_state);
insert into marts.mart_quality__unmapped_inbox by name
select *, 'shop' as source_name, timestamp '2026-01-02 06:00:00' as last_seen_at from (values
    ('sales_order', 'order_status', 'Taken <b>back', 2, 25.5, 'EUR'),
    ('sales_order', 'order_status', 'Taken <b>back', 1, 80, 'CNY'),
    ('location', 'location_type', 'kiosk', 3, null, null)
) as row (entity, column_name, source_code, row_count, money_amount, currency_code);
insert into marts.mart_quality__questioned_row by name
select *, 'odoo' as source_name, 'sale_order' as table_name, 'price_far_from_usual' as rule_names from (values
    ('sale', 'l1', date '2025-12-20', 'DE', 'web', 'KWD', 37000, 110000),
    ('sale', 'l2', date '2025-12-21', 'FR', 'web', 'EUR', 50.5, 50.5),
    ('refund', 'r1', date '2020-01-01', 'DE', 'web', 'EUR', 7, 7),
    ('purchase', 'b1', date '2025-12-20', 'unknown', 'unknown', 'USD', 9, null),
    ('stock', 'c1', date '2025-12-28', 'unknown', 'unknown', null, null, null),
    ('stock', 'c2', date '2025-12-28', 'unknown', 'unknown', null, null, null),
    ('stock', 'c3', date '2025-12-28', 'unknown', 'unknown', null, null, null)
) as row (figure_type, row_key, business_date, market_code, channel_code, currency_code, row_amount, row_amount_group);
insert into marts.mart_quality__lineage by name
select from_table_name, to_table_name from (values
    ('fct_order_line', 'mart_sales__kpi_daily'), ('mart_sales__kpi_daily', 'metric.net_sales'),
    ('mart_sales__kpi_daily', 'question.manager-1'), ('fct_order_line', 'forecasting.forecast'),
    ('forecasting.forecast', 'metric.forecast_units'), ('fct_purchase_order_line', 'metric.otif')
) as row (from_table_name, to_table_name);
insert into marts.mart_quality__finding by name
select 'odoo' as source_name, 'sale_order' as table_name, 'SO' || n as row_key, 'state' as column_name,
    'unknown_code' as rule_name, 'warn' as severity, 'sales' as owner, n as money_amount, 'EUR' as currency_code,
    '3680085c-aa99' as batch_id, 'orders_12.csv' as file_name
from range(1, 61) as numbers (n);

insert into marts.mart_sales__sku_contribution by name
select
    'p' || n as product_key, 'SKU-' || n as sku, 'S-' || n % 3 as style_code, 'Coats' as category_name, 'DE' as market_code,
    date '2025-12-01' as month_start_date, 2 as line_count, 100 * n as net_sales_amount_group,
    100 * n - 1500.25 as cm1_amount_group, 0 as missing_cm1_line_count, 2 as missing_cm2_line_count
from range(1, 61) as numbers (n);
insert into marts.mart_sales__sku_ranking by name
select
    product_key, sku, style_code, category_name, net_sales_amount_group, cm1_amount_group,
    cm1_amount_group as contribution_amount_group, cm1_amount_group as expected_contribution_amount_group, line_count,
    missing_cm1_line_count, missing_cm2_line_count,
    row_number() over (order by cm1_amount_group desc) as rank_from_top,
    row_number() over (order by cm1_amount_group asc) as rank_from_bottom
from marts.mart_sales__sku_contribution;
insert into marts.mart_quality__trust_board by name
select 'question' as table_type, 'manager-3' as table_name, 'D' as grade;

-- What the boards show: a change in two months of one market, of which one has nothing to be compared with.
insert into marts.mart_sales__change_bridge by name
select
    comparison.name as comparison_type, month_start_date, 'DE' as market_code, 'web' as channel_code,
    1000 as base_net_sales_amount_group, -50.5 as price_amount_group, 20 as volume_amount_group, 10 as mix_amount_group,
    0 as exchange_amount_group, 300 as new_amount_group, -100 as lost_amount_group, -30 as refund_change_amount_group,
    1149.5 as net_sales_amount_group, 149.5 as change_amount_group
from (values ('year_before'), ('month_before')) as comparison (name)
cross join (values (date '2024-12-01'), (date '2025-12-01')) as months (month_start_date);
insert into marts.mart_sales__customer_bridge by name
select
    'year_before' as comparison_type, month_start_date, 'DE' as market_code, 'web' as channel_code, 800 as base_amount_group,
    200.25 as new_customer_amount_group, -100 as lost_customer_amount_group, 0 as kept_customer_amount_group,
    900.25 as net_amount_group, 3 as new_customer_count, 2 as lost_customer_count
from (values (date '2024-12-01'), (date '2025-12-01')) as months (month_start_date);
insert into marts.mart_customer__cohort_monthly by name
select
    parts.attribute_type, parts.attribute_value, cohorts.cohort_month, months.number as month_number, 40 as customer_count,
    40 // (1 + months.number) as active_customer_count, 100 * (1 + months.number) as ltv_net_sales_amount_group,
    50 * (1 + months.number) as ltv_cm1_amount_group
from (values ('all', 'all'), ('market', 'DE')) as parts (attribute_type, attribute_value)
cross join (values (date '2025-10-01', 2), (date '2025-11-01', 1), (date '2025-12-01', 0)) as cohorts (cohort_month, latest)
inner join range(0, 3) as months (number) on months.number <= cohorts.latest;
insert into marts.mart_customer__rfm_move by name
select
    'c' || n as customer_key, 200 as recency_days, case when n > 1 then 'champion' end as earlier_segment_name,
    case when n > 2 then 'at_risk' else 'new' end as segment_name, n > 2 as is_down_move, 100.5 * n as earlier_net_amount_group
from range(1, 5) as numbers (n);
insert into marts.mart_supply__missed_line by name
select * from (values
    ('Late Mills', 'P1', 'SKU-1', date '2025-12-05', 12, 100, 10, 'o1', 'S1', 5, 99.5),
    ('Late Mills', 'P1', 'SKU-1', date '2025-12-05', 12, 100, 10, 'o2', 'S2', 1, 10),
    ('<script>Good Mills</script>', 'P2', 'SKU-2', date '2025-12-06', 1, 50, 5, null, null, null, null)
) as row (supplier_name, purchase_order_number, sku, due_date, late_days, purchased_qty, missing_qty, sales_order_key,
    order_number, short_qty, net_amount_group);
insert into marts.mart_supply__missed_delivery by name
select
    supplier_name, purchase_order_number, sku, due_date, late_days, purchased_qty, missing_qty,
    count(sales_order_key) as order_count, sum(net_amount_group) as net_amount_group, sum(short_qty) as short_qty,
    string_agg(order_number, ' ') as order_numbers
from marts.mart_supply__missed_line
group by all;
insert into core.dim_legal_entity by name
select 'erp:1' as legal_entity_key, 'Tiny <b>SAS</b>' as legal_entity_name;
insert into marts.mart_finance__cash_cycle by name
select
    'erp:1' as legal_entity_key, month_start_date, 'EUR' as local_currency_code, dio as dio_days, 10 as dso_days,
    30 as dpo_days, dio - 20 as ccc_days
from (values (date '2025-11-01', 60), (date '2025-12-01', null)) as months (month_start_date, dio);
insert into marts.mart_finance__ageing by name
select *, 0 as overdue_61_90_amount_group, 0 as not_dated_amount_group, 2 as item_count, 99 as oldest_age_days from (values
    ('payable', false, 500.75, 100, 0, 0, 400.75),
    ('receivable', false, 70, 100, 0, -30, 0),
    ('receivable', true, 9999, 9999, 0, 0, 0)
) as row (account_type, is_intercompany, open_amount_group, not_due_amount_group, overdue_1_30_amount_group,
    overdue_31_60_amount_group, overdue_over_90_amount_group);
insert into marts.mart_finance__order_cash by name
select * from (values
    ('o1', 'S-1', 'c1', date '2025-12-02', 'DE', 'web', 100, 2, false),
    ('o2', 'S-2', 'c1', date '2025-12-03', 'SA', 'web', 300, 6, false),
    ('o3', 'S-3', 'c2', date '2025-12-04', 'DE', 'web', 55.5, null, true)
) as row (sales_order_key, order_number, customer_key, order_date, market_code, channel_code, total_amount_group,
    cash_tied_up_days, is_money_awaited);
insert into marts.mart_finance__order_thread by name
select * from (values
    ('o1', 'S-1', 'information', 'ordered', date '2025-12-02', 0, 'S-1', null, null),
    ('o1', 'S-1', 'funds', 'payout', date '2025-12-04', 2, 'Card', 100, 100),
    ('o2', 'S-2', 'information', 'ordered', date '2025-12-03', 0, 'S-2', null, null)
) as row (sales_order_key, order_number, flow_type, event_type, event_date, since_order_days, document_text, event_amount_group,
    money_in_amount_group);
insert into core.dim_customer by name
select * from (values ('c1', 'person', 'DE', 2), ('c2', 'person', 'DE', 1), ('c3', 'person', 'SA', 1))
    as row (customer_key, customer_type, market_code, record_count);
insert into marts.mart_service__voice_of_customer by name
select *, 'DE' as market_code, date '2025-12-01' as order_month from (values
    ('category', 'Coats', 'size_too_large', 10, 2, 50.25),
    ('category', 'Coats', 'damaged', 10, 1, 20),
    ('category', 'Bags', 'none', 30, 0, 0),
    ('style', 'S-1', 'size_too_large', 10, 2, 50.25),
    ('style', 'S-1', 'damaged', 10, 1, 20)
) as row (subject_type, subject_code, reason_code, ordered_qty, returned_qty, refund_amount_group);
insert into marts.mart_quality__metric_catalog by name
select 'net_sales' as metric_name, 'Net sales' as label_text, '净销售额' as label_zh_text, 'What was sold less refunds.' as
    description_text, '已售减退款。' as description_zh_text, 'gross − discounts − returns' as formula_text;

insert into main.release values ('Tiny & Sons', 'EUR', date '2025-12-31');
insert into core.fct_order (
    sales_order_key, source_name, order_number, order_date, customer_key, channel_code, order_type, order_status,
    is_cancelled, is_test, is_intercompany
) values
    ('shop:1', 'shop', '#1', date '2025-12-02', 'c1', 'web', 'consumer', 'fulfilled', false, false, false),
    ('odoo:1', 'odoo', 'S1', date '2025-12-03', 'c2', 'business', 'business', 'open', false, false, false);

-- Two people whom somebody should look at: nearly alike, and two by the last run.
insert into core.xref_customer by name
select * from (values ('shop', '1', 'aaaaaaaa', 'self'), ('crm', '2', 'bbbbbbbb', 'self'))
    as row (source_name, party_record_id, customer_key, rule_name);
insert into marts.mart_quality__identity_review by name
select * from (values ('customer', 'shop', '1', 'crm', '2', 'aaaaaaaa', 'bbbbbbbb', 'near', 0.4, 0.4))
    as row (entity, source_name, record_id, other_source_name, other_record_id, entity_key, other_key, reason,
        match_weight, chance);

insert into core.dim_calendar_event by name
select * from (values
    ('singles_day', 'DE', 'Singles'' Day', 'sale', date '2025-11-11', date '2025-11-11'),
    ('new_year', 'DE', 'New Year', 'holiday', date '2026-01-01', date '2026-01-01'),
    ('founding_day', 'SA', 'Founding Day', 'holiday', date '2026-02-22', date '2026-02-22')
) as t (event_code, market_code, event_name, event_type, first_date, last_date);

insert into core.dim_comparable_day by name
select * from (values
    ('*', date '2026-01-02', date '2025-01-03', 'iso_week', null),
    ('DE', date '2026-01-01', date '2025-01-01', 'event', 'new_year')
) as t (market_code, calendar_date, comparable_date, comparable_basis, event_code);

insert into core.fct_target by name
select * from (values
    ('planner:a', 'planner', 'budget', 'net_sales_amount_group', 'month', date '2026-01-01', 'DE', 'online', 'EUR', 1234.5, 1234.5),
    ('planner:b', 'planner', 'budget', 'order_count', 'month', date '2026-01-01', 'DE', 'online', null, null, null)
) as t (target_key, source_name, target_version_type, metric_code, period_type, period_start_date, market_code, channel_code, currency_code, target_amount, target_amount_group);
