-- How far the visits of the last two months came, by market, device and campaign, and what each step lost beside the
-- month before. The shop counts orders in no device or campaign, so that the funnel ends at the checkout.
select
    market_code, device_type, campaign_code, month_start_date,
    session_count, product_view_count, cart_count, checkout_count, purchase_count,
    product_view_loss_pct, product_view_loss_pct - month_before_product_view_loss_pct as product_view_loss_change_pct,
    cart_loss_pct, cart_loss_pct - month_before_cart_loss_pct as cart_loss_change_pct,
    checkout_loss_pct, checkout_loss_pct - month_before_checkout_loss_pct as checkout_loss_change_pct,
    conversion_pct, conversion_pct - month_before_conversion_pct as conversion_change_pct
from marts.mart_sales__funnel
where
    month_start_date >= (
        select max(latest.month_start_date) - interval 1 month from marts.mart_sales__funnel as latest
    )
order by month_start_date desc, session_count desc, market_code asc, device_type asc, campaign_code asc
