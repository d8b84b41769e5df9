with

-- What one order holds, by style: replacements and business orders are no baskets.
baskets as (
    select distinct
        lines.sales_order_key, lines.customer_key, orders.ordered_at, products.style_code
    from {{ ref('fct_order_line') }} as lines
    inner join {{ ref('fct_order') }} as orders on lines.sales_order_key = orders.sales_order_key
    inner join {{ ref('dim_product') }} as products on lines.product_key = products.product_key
    where
        not lines.is_test and not lines.is_cancelled and products.style_code is not null
        and {{ is_sale_to_a_consumer('orders') }}
),

styles as (
    select style_code, count(*) as order_count
    from baskets
    group by style_code
),

counted as (
    select count(distinct sales_order_key) as order_count
    from baskets
),

pairs as (
    select firsts.style_code, seconds.style_code as other_style_code, count(*) as pair_order_count
    from baskets as firsts
    inner join baskets as seconds
        on firsts.sales_order_key = seconds.sales_order_key and firsts.style_code <> seconds.style_code
    group by firsts.style_code, seconds.style_code
),

-- Customers who bought the other style in a later order than the first.
bought as (
    select customer_key, style_code, min(ordered_at) as first_ordered_at, max(ordered_at) as last_ordered_at
    from baskets
    where customer_key <> 'unknown'
    group by customer_key, style_code
),

followed as (
    select firsts.style_code, seconds.style_code as other_style_code, count(*) as follow_customer_count
    from bought as firsts
    inner join bought as seconds
        on
            firsts.customer_key = seconds.customer_key and firsts.style_code <> seconds.style_code
            and firsts.first_ordered_at < seconds.last_ordered_at
    group by firsts.style_code, seconds.style_code
),

final as (
    select
        pairs.style_code,
        pairs.other_style_code,
        pairs.pair_order_count,
        styles.order_count,
        others.order_count as other_order_count,
        counted.order_count as basket_count,
        {{ ratio('pairs.pair_order_count', 'counted.order_count') }} as support_pct,
        {{ ratio('pairs.pair_order_count', 'styles.order_count') }} as confidence_pct,
        {{ ratio(
            'cast(pairs.pair_order_count * counted.order_count as double)', 'styles.order_count * others.order_count'
        ) }} as lift_rate,
        coalesce(followed.follow_customer_count, 0) as follow_customer_count
    from pairs
    cross join counted
    inner join styles on pairs.style_code = styles.style_code
    inner join styles as others on pairs.other_style_code = others.style_code
    left join followed
        on pairs.style_code = followed.style_code and pairs.other_style_code = followed.other_style_code
)

select * from final
