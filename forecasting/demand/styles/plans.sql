-- What was known of the plans of each option at each origin: its style's first supply that was ordered by then (a
-- production order: begun by then), and since when a storefront listed it. Read after `goods.sql`'s goods; no row where
-- neither was known. `style_step_origin` holds the origins' Mondays.
with

goods as (
    select
        product_key, coalesce(style_code, product_key) as style_code,
        coalesce(style_code || ' ' || coalesce(colour_name, '?'), product_key) as option_name
    from core.dim_product
    where coalesce(product_type, 'finished') = 'finished'
),

supplies as (
    select product_key, order_date as known_date, coalesce(promised_date, requested_date) as supply_date
    from core.fct_purchase_order_line
    union all
    select product_key, planned_start_date as known_date, planned_end_date as supply_date
    from core.fct_production_order
),

plans as (
    select goods.style_code, supplies.known_date, supplies.supply_date, cast(null as date) as listed_date
    from supplies
    inner join goods on supplies.product_key = goods.product_key
    where supplies.supply_date is not null
    union all
    select
        goods.style_code, prices.valid_from_date as known_date, cast(null as date) as supply_date,
        prices.valid_from_date as listed_date
    from core.fct_price as prices
    inner join goods on prices.product_key = goods.product_key
    where prices.price_type = 'selling'
),

by_style as (
    select
        origins.origin_date, plans.style_code, min(plans.supply_date) as supply_date,
        min(plans.listed_date) as listed_date
    from plans
    inner join style_step_origin as origins on plans.known_date < origins.origin_date
    group by origins.origin_date, plans.style_code
)

select distinct
    by_style.origin_date, goods.option_name, coalesce(by_style.supply_date, date '1900-01-01') as supply_date,
    coalesce(by_style.listed_date, date '1900-01-01') as listed_date
from by_style
inner join goods on by_style.style_code = goods.style_code
