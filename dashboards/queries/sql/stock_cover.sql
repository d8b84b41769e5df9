-- The stock with a forecast and that forecast, one row.
select
    max(snapshot_date) as snapshot_date,
    count(*) as item_count,
    sum(on_hand_qty) filter (where forecast_weekly_qty > 0) as on_hand_qty,
    sum(forecast_weekly_qty) filter (where forecast_weekly_qty > 0) as forecast_weekly_qty
from marts.mart_supply__stock_health
