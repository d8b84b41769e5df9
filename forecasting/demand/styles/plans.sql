-- What was known of the plans of each option at each origin: its style's first supply that was ordered by then (a
-- production order: begun by then), since when a storefront listed it, and whether below its full price.
-- Read after `goods.sql`'s goods; no row where neither was known. `style_step_origin` holds the origins' Mondays.
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

fulls as (
    select product_key, source_name, currency_code, country_code, max(price_amount) as price_amount
    from core.fct_price
    where price_type = 'list'
    group by product_key, source_name, currency_code, country_code
),

plans as (
    select
        goods.style_code, supplies.known_date, supplies.supply_date, cast(null as date) as listed_date,
        false as is_reduced
    from supplies
    inner join goods on supplies.product_key = goods.product_key
    where supplies.supply_date is not null
    union all
    select
        goods.style_code, prices.valid_from_date as known_date, cast(null as date) as supply_date,
        prices.valid_from_date as listed_date, coalesce(prices.price_amount < fulls.price_amount, false) as is_reduced
    from core.fct_price as prices
    inner join goods on prices.product_key = goods.product_key
    left join fulls
        on
            prices.product_key = fulls.product_key
            and prices.source_name = fulls.source_name
            and prices.currency_code = fulls.currency_code
            and prices.country_code is not distinct from fulls.country_code
    where prices.price_type = 'selling'
),

by_style as (
    select
        origins.origin_date, plans.style_code, min(plans.supply_date) as supply_date,
        min(plans.listed_date) as listed_date, bool_or(plans.is_reduced) as is_reduced
    from plans
    inner join style_step_origin as origins on plans.known_date < origins.origin_date
    group by origins.origin_date, plans.style_code
)

select distinct
    by_style.origin_date, goods.option_name, coalesce(by_style.supply_date, date '1900-01-01') as supply_date,
    coalesce(by_style.listed_date, date '1900-01-01') as listed_date, by_style.is_reduced
from by_style
inner join goods on by_style.style_code = goods.style_code
