with

final as (
    select
        {{ source_key('discounts', 'discount_allocation_id') }} as discount_key,
        {{ or_unknown('orders.sales_order_key') }} as sales_order_key,
        case
            when discounts.sales_order_line_id is not null then {{ source_key('discounts', 'sales_order_line_id') }}
        end as order_line_key,
        discounts.source_name,
        {{ or_unknown('orders.legal_entity_key') }} as legal_entity_key,
        {{ or_unknown('orders.channel_code') }} as channel_code,
        {{ or_unknown('orders.market_code') }} as market_code,
        discounts.discount_code,
        discounts.discount_type,
        discounts.discount_scope_type,
        discounts.campaign_id,
        discounts.funded_by_type,
        coalesce(orders.is_cancelled, false) as is_cancelled,
        coalesce(orders.is_test, false) as is_test,
        discounts.order_date,
        discounts.currency_code,
        discounts.discount_amount,
        discounts.discount_tax_amount,
        {{ to_group('discounts.discount_amount') }} as discount_amount_group,
        rates.exchange_rate is null as is_rate_missing
    from {{ ref('discount_allocation') }} as discounts
    left join {{ ref('fct_order') }} as orders
        on discounts.source_name = orders.source_name and discounts.sales_order_id = orders.sales_order_id
    {{ join_rate('discounts.currency_code', 'discounts.order_date') }}
    where {{ alive('discounts') }} and {{ order_is_alive('discounts') }}
)

select * from final
