with

described as (
    select
        {{ source_key('charges', 'charge_line_id') }} as charge_line_key,
        {{ or_unknown('orders.sales_order_key') }} as sales_order_key,
        case when charges.sales_order_line_id is not null then {{ source_key('charges', 'sales_order_line_id') }} end
            as order_line_key,
        {{ or_unknown('orders.legal_entity_key') }} as legal_entity_key,
        {{ or_unknown('orders.channel_code') }} as channel_code,
        {{ or_unknown('orders.market_code') }} as market_code,
        coalesce(orders.is_cancelled, false) as is_cancelled,
        coalesce(orders.is_test, false) as is_test,
        entities.functional_currency_code as local_currency_code,
        charges.source_name,
        charges.charge_type,
        charges.is_pass_through,
        charges.order_date,
        charges.currency_code,
        charges.gross_amount,
        charges.discount_amount,
        charges.net_amount,
        charges.tax_amount
    from {{ ref('charge_line') }} as charges
    left join {{ ref('fct_order') }} as orders
        on charges.source_name = orders.source_name and charges.sales_order_id = orders.sales_order_id
    left join {{ ref('dim_legal_entity') }} as entities on orders.legal_entity_key = entities.legal_entity_key
    where {{ alive('charges') }} and {{ order_is_alive('charges') }}
),

final as (
    select
        described.charge_line_key,
        described.sales_order_key,
        described.order_line_key,
        described.source_name,
        described.legal_entity_key,
        described.channel_code,
        described.market_code,
        described.charge_type,
        coalesce(described.is_pass_through, false) as is_pass_through,
        described.is_cancelled,
        described.is_test,
        described.order_date,
        described.currency_code,
        described.gross_amount,
        described.discount_amount,
        described.net_amount,
        described.tax_amount,
        described.local_currency_code,
        {{ to_local('described.net_amount', 'described.currency_code', 'described.local_currency_code') }}
            as net_amount_local,
        {{ to_group('described.net_amount') }} as net_amount_group,
        {{ to_group('described.tax_amount') }} as tax_amount_group,
        rates.exchange_rate is null as is_rate_missing
    from described
    {{ join_rate('described.currency_code', 'described.order_date') }}
    {{ join_functional_rate('described.currency_code', 'described.local_currency_code', 'described.order_date') }}
)

select * from final
