-- New styles against what was to be expected of them.
select
    style_code,
    product_name,
    category_name,
    launch_week_date,
    weeks_on_sale,
    ordered_qty,
    expected_qty,
    level_rate,
    low_level_rate,
    high_level_rate,
    advice_code,
    forecast_qty
from marts.mart_planning__test_and_scale
order by launch_week_date desc, ordered_qty desc, style_code
