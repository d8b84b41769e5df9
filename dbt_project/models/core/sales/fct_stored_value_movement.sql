with

final as (
    select
        {{ source_key('movements', 'stored_value_movement_id') }} as stored_value_movement_key,
        {{ source_key('movements', 'stored_value_account_id') }} as stored_value_account_key,
        movements.source_name,
        coalesce(entities.legal_entity_key, orders.legal_entity_key, 'unknown') as legal_entity_key,
        {{ or_unknown('customers.customer_key') }} as customer_key,
        {{ or_unknown('orders.sales_order_key') }} as sales_order_key,
        movements.stored_value_type,
        movements.value_movement_type,
        -- Sold and granted value is owed until it is used; used to pay it is a payment, and what is given up is income.
        case
            when movements.value_movement_type in ('expired', 'breakage') then 'breakage'
            when movements.value_movement_type = 'redeemed' then 'payment'
            else 'liability'
        end as effect_type,
        coalesce(orders.is_test, false) as is_test,
        movements.movement_date,
        movements.expiry_date,
        movements.points_qty,
        movements.currency_code,
        movements.movement_amount,
        {{ to_group('movements.movement_amount') }} as movement_amount_group,
        rates.exchange_rate is null as is_rate_missing
    from {{ ref('stored_value_movement') }} as movements
    left join {{ ref('fct_order') }} as orders
        on movements.source_name = orders.source_name and movements.sales_order_id = orders.sales_order_id
    left join {{ ref('dim_legal_entity') }} as entities
        on movements.source_name = entities.source_name and movements.legal_entity_id = entities.legal_entity_id
    left join {{ ref('xref_customer') }} as customers
        on movements.source_name = customers.source_name and movements.party_record_id = customers.party_record_id
    {{ join_rate('movements.currency_code', 'movements.movement_date') }}
    where {{ alive('movements') }}
)

select * from final
