-- Finished goods that were ordered, that a storefront lists, or whose style is to come: what they are like, since when.
-- A listing in another currency counts at what goods that were sold brought per unit of it. No date: 1 January 1900.
with

goods as (
    select product_key, style_code, colour_name, size_code, category_name
    from core.dim_product
    where coalesce(product_type, 'finished') = 'finished'
),

prices as (
    select lines.product_key, (sum(lines.gross_amount_group) / sum(lines.ordered_qty))::double as unit_price
    from core.fct_order_line as lines
    inner join goods on lines.product_key = goods.product_key
    where not lines.is_test and lines.ordered_qty > 0
    group by lines.product_key
),

listings as (
    select product_key, currency_code, min(valid_from_date) as listed_date, median(price_amount)::double as amount
    from core.fct_price
    where price_type = 'selling' and valid_from_date < getvariable('style_until')
    group by product_key, currency_code
),

-- What costs less than its own list price has been marked down.
reductions as (
    select distinct selling.product_key
    from core.fct_price as selling
    inner join core.fct_price as listed
        on
            selling.product_key = listed.product_key
            and selling.source_name = listed.source_name
            and selling.currency_code = listed.currency_code
            and selling.country_code is not distinct from listed.country_code
            and listed.price_type = 'list'
    where
        selling.price_type = 'selling'
        and selling.price_amount < listed.price_amount
        and selling.valid_from_date < getvariable('style_until')
),

rates as (
    select listings.currency_code, median(prices.unit_price / listings.amount) as group_rate
    from listings
    inner join prices on listings.product_key = prices.product_key
    where listings.amount > 0
    group by listings.currency_code
),

offers as (
    select
        listings.product_key, min(listings.listed_date) as listed_date,
        median(listings.amount * rates.group_rate) as unit_price
    from listings
    left join rates on listings.currency_code = rates.currency_code
    group by listings.product_key
),

supplies as (
    select product_key, coalesce(promised_date, requested_date) as supply_date
    from core.fct_purchase_order_line
    union all
    select product_key, planned_end_date
    from core.fct_production_order
),

planned as (
    select goods.style_code, min(supplies.supply_date) as supply_date
    from supplies
    inner join goods on supplies.product_key = goods.product_key
    where supplies.supply_date is not null and goods.style_code is not null
    group by goods.style_code
),

listed as (
    select
        goods.style_code, min(offers.listed_date) as listed_date, count(reductions.product_key) > 0 as is_reduced
    from offers
    inner join goods on offers.product_key = goods.product_key
    left join reductions on goods.product_key = reductions.product_key
    where goods.style_code is not null
    group by goods.style_code
)

select
    goods.product_key,
    coalesce(goods.style_code || ' ' || coalesce(goods.colour_name, '?'), goods.product_key) as option_name,
    coalesce(goods.style_code, goods.product_key) as style_code,
    coalesce(goods.colour_name, '?') as colour_name,
    coalesce(goods.category_name, '?') as category_name,
    coalesce(goods.size_code, '?') as size_code,
    coalesce(prices.unit_price, offers.unit_price, 0.0) as unit_price,
    coalesce(planned.supply_date, date '1900-01-01') as supply_date,
    coalesce(listed.listed_date, date '1900-01-01') as listed_date,
    coalesce(listed.is_reduced, false) as is_reduced
from goods
left join prices on goods.product_key = prices.product_key
left join offers on goods.product_key = offers.product_key
left join planned on goods.style_code = planned.style_code
left join listed on goods.style_code = listed.style_code
where prices.product_key is not null or planned.style_code is not null or offers.product_key is not null
order by goods.product_key
