-- New styles against what was to be expected of them before they were sold, the most units above it first: scale, hold
-- or stop. Demand counts what was ordered and what was wanted and not to be had.
select
    style_code, product_name, category_name, launch_week_date, weeks_on_sale, ordered_qty, unmet_qty, expected_qty,
    round(level_rate, 2) as level_rate, round(low_level_rate, 2) as low_level_rate,
    round(high_level_rate, 2) as high_level_rate, advice_code, forecast_qty
from marts.mart_planning__test_and_scale
order by ordered_qty + unmet_qty - expected_qty desc, style_code asc
