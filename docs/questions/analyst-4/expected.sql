-- Visits as they were, by month, with the share that each step lost and that of the month before.
with months as (
    select
        market_code, device, campaign, cast(date_trunc('month', date) as date) as month_start,
        sum(sessions) as sessions, sum(product_views) as views, sum(carts) as carts, sum(checkouts) as checkouts
    from truth.sessions
    group by 1, 2, 3, 4
)

select
    this.market_code, this.device, this.campaign, this.month_start, this.sessions, this.views, this.carts,
    this.checkouts, before.sessions as sessions_before,
    round(1 - before.views / nullif(before.sessions, 0), 5) as views_lost_before,
    round(1 - before.carts / nullif(before.views, 0), 5) as carts_lost_before,
    round(1 - before.checkouts / nullif(before.carts, 0), 5) as checkouts_lost_before,
    round(1 - this.checkouts / nullif(this.carts, 0), 5) as checkouts_lost
from months as this
left join months as before
    on
        this.market_code = before.market_code and this.device = before.device and this.campaign = before.campaign
        and this.month_start = before.month_start + interval 1 month
