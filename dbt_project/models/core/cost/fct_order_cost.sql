with

orders as (
    select sales_order_key, source_name, sales_order_id, order_number, order_date, channel_code, country_code
    from {{ ref('fct_order') }}
    where not is_cancelled and not is_test
),

sales as (
    select sales_order_key, sum(net_amount_group) as net_amount_group
    from {{ ref('fct_order_line') }}
    group by sales_order_key
),

-- Other systems name an order by its number: where one order has it, they mean that one.
numbered as (
    select order_number, min(sales_order_key) as sales_order_key
    from orders
    where order_number is not null
    group by order_number
    having count(*) = 1
),

parcels as (
    select
        shipments.shipment_key,
        shipments.source_name,
        shipments.tracking_number,
        shipments.shipment_type,
        coalesce(orders.sales_order_key, numbered.sales_order_key) as sales_order_key
    from {{ ref('fct_shipment') }} as shipments
    left join orders on shipments.sales_order_key = orders.sales_order_key
    left join numbered on shipments.order_reference = numbered.order_number
    where coalesce(shipments.shipment_type, 'outbound') in ('outbound', 'return')
),

tracked as (
    select tracking_number, min(shipment_key) as shipment_key
    from parcels
    where tracking_number is not null
    group by tracking_number
    having count(*) = 1
),

charges as (
    select
        parcels.sales_order_key,
        case
            when charges.freight_charge_type = 'handling' then 'fulfilment'
            when charges.freight_charge_type = 'cod_fee' then 'payment_fee'
            when charges.freight_charge_type = 'return' or parcels.shipment_type = 'return' then 'return'
            else 'shipping'
        end as part,
        charges.net_amount_group as amount_group
    from {{ ref('fct_freight_line') }} as charges
    left join tracked on charges.tracking_number = tracked.tracking_number
    inner join parcels on coalesce(charges.shipment_key, tracked.shipment_key) = parcels.shipment_key
    where coalesce(charges.freight_charge_type, 'freight') <> 'import_vat' and parcels.sales_order_key is not null
),

-- What payment providers and marketplaces keep: negative in their statements, a cost here.
statements as (
    select
        coalesce(orders.sales_order_key, numbered.sales_order_key) as sales_order_key,
        case when lines.settlement_line_type = 'fulfilment_fee' then 'fulfilment' else 'payment_fee' end as part,
        lines.settlement_line_type in (
            'commission', 'refund_commission', 'payment_fee', 'fulfilment_fee'
        ) as is_fee,
        {{ to_group('-lines.line_amount') }} as amount_group
    from {{ ref('settlement_line') }} as lines
    left join orders
        on lines.source_name = orders.source_name and lines.sales_order_id = orders.sales_order_id
    left join numbered on lines.order_reference = numbered.order_number
    {{ join_rate('lines.currency_code', 'lines.posting_date') }}
    where {{ alive('lines') }} and coalesce(orders.sales_order_key, numbered.sales_order_key) is not null
),

costs as (
    select sales_order_key, part, amount_group from charges
    union all
    select sales_order_key, part, amount_group from statements
    where is_fee
    union all
    -- An order that stands in a statement without a fee has paid none.
    select sales_order_key, 'payment_fee' as part, 0 as amount_group from statements
    where not is_fee
),

returned as (
    select sales_order_key, count(*) as return_count
    from {{ ref('fct_return_line') }}
    where sales_order_key <> 'unknown'
    group by sales_order_key
),

summed as (
    select
        {%- for part in order_cost_parts()[:4] %}
        {{ known_sum('amount_group', "part = '" ~ part ~ "'") }} as {{ part }}_amount,
        {%- endfor %}
        sales_order_key
    from costs
    group by sales_order_key
),

marketing as (
    select * from {{ ref('fct_marketing_share') }}
),

final as (
    select
        orders.sales_order_key,
        cast(summed.fulfilment_amount as decimal(18, 4)) as fulfilment_amount_group,
        cast(summed.shipping_amount as decimal(18, 4)) as shipping_amount_group,
        cast(summed.payment_fee_amount as decimal(18, 4)) as payment_fee_amount_group,
        cast(
            coalesce(summed.return_amount, case when returned.return_count is null then 0 end) as decimal(18, 4)
        ) as return_amount_group,
        marketing.marketing_amount_group
    from orders
    inner join sales on orders.sales_order_key = sales.sales_order_key
    left join summed on orders.sales_order_key = summed.sales_order_key
    left join returned on orders.sales_order_key = returned.sales_order_key
    left join marketing on orders.sales_order_key = marketing.sales_order_key
)

select * from final
