with

sales as (
    select sales_order_key, sum(net_amount_group) as net_amount_group
    from {{ ref('fct_order_line') }}
    group by sales_order_key
),

orders as (
    select orders.sales_order_key, orders.order_date, orders.country_code, sales.net_amount_group
    from {{ ref('fct_order') }} as orders
    inner join sales on orders.sales_order_key = sales.sales_order_key
    where
        not orders.is_cancelled
        and not orders.is_test
        and orders.channel_code in ('web', 'app')
        and orders.order_date is not null
),

spend as (
    select
        spend.spend_date,
        spend.country_code,
        case
            when count(*) filter (where rates.exchange_rate is null) = 0
                then sum({{ to_group('spend.spend_amount') }})
        end as spend_amount_group
    from {{ ref('marketing_spend') }} as spend
    {{ join_rate('spend.currency_code', 'spend.spend_date') }}
    where {{ alive('spend') }} and spend.spend_date is not null
    group by spend.spend_date, spend.country_code
),

-- The days of which the networks tell; on the others the cost is not known.
told as (
    select min(spend_date) as first_date, max(spend_date) as last_date from spend
),

weighted as (
    select
        orders.sales_order_key,
        orders.net_amount_group,
        concat_ws('|', cast(orders.order_date as varchar), orders.country_code) as day_and_country,
        case
            when spend.spend_date is null then cast(0 as decimal(18, 4))
            else cast(spend.spend_amount_group as decimal(18, 4))
        end as spend_amount_group,
        {{ group_minor_units() }} as minor_units
    from orders
    inner join told on orders.order_date >= told.first_date and orders.order_date <= told.last_date
    left join spend on orders.order_date = spend.spend_date and orders.country_code = spend.country_code
),

shares as (
    {{ shared(
        'weighted', ['sales_order_key'], 'day_and_country', 'spend_amount_group', 'net_amount_group', 'sales_order_key'
    ) | indent(4) }}
),

final as (
    select sales_order_key, share_amount as marketing_amount_group
    from shares
    union all
    -- Customers of other channels are not won by it.
    select sales_order_key, cast(0 as decimal(18, 4)) as marketing_amount_group
    from {{ ref('fct_order') }}
    where not is_cancelled and not is_test and channel_code not in ('web', 'app', 'unknown')
)

select * from final
