select
    market_code, device_type, campaign_code, month_start_date, session_count, product_view_count, cart_count,
    checkout_count, month_before_session_count, round(cast(month_before_product_view_loss_pct as double), 5) as views,
    round(cast(month_before_cart_loss_pct as double), 5) as carts,
    round(cast(month_before_checkout_loss_pct as double), 5) as checkouts,
    round(cast(checkout_loss_pct as double), 5) as checkouts_lost
from marts.mart_sales__funnel
