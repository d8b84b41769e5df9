with gift_cards as (

    select * from {{ ref('base_shopify__gift_cards') }}

),

gift_card_transactions as (

    select * from {{ ref('base_shopify__gift_card_transactions') }}

),

issued as (

    select
        'GiftCard/' || {{ gid_number('gift_card_id') }} as stored_value_movement_id,
        {{ gid_number('gift_card_id') }} as stored_value_account_id,
        {{ gid_number('customer_id') }} as party_record_id,
        cast(null as varchar) as legal_entity_id,
        'gift_card' as stored_value_type,
        case when order_id is null then 'granted' else 'sold' end as value_movement_type,
        {{ gid_number('order_id') }} as sales_order_id,
        created_at as moved_at,
        cast(created_at as date) as movement_date,
        expires_on as expiry_date,
        cast(null as decimal(18, 4)) as points_qty,
        currency_code,
        initial_amount as movement_amount,
        source_name,
        'shopify' as vendor,
        coalesce(updated_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from gift_cards

),

moved as (

    select
        replace(movements.transaction_id, 'gid://shopify/', '') as stored_value_movement_id,
        {{ gid_number('movements.gift_card_id') }} as stored_value_account_id,
        {{ gid_number('gift_cards.customer_id') }} as party_record_id,
        cast(null as varchar) as legal_entity_id,
        'gift_card' as stored_value_type,
        case movements.kind when 'GiftCardDebitTransaction' then 'redeemed' else 'adjusted' end as value_movement_type,
        cast(null as varchar) as sales_order_id,
        movements.processed_at as moved_at,
        cast(movements.processed_at as date) as movement_date,
        gift_cards.expires_on as expiry_date,
        cast(null as decimal(18, 4)) as points_qty,
        movements.currency_code,
        case
            when movements.kind = 'GiftCardDebitTransaction' then -abs(movements.amount)
            else abs(movements.amount)
        end as movement_amount,
        movements.source_name,
        'shopify' as vendor,
        coalesce(movements.processed_at, movements._extracted_at) as updated_at,
        movements._is_deleted as is_deleted,
        movements._batch_id as batch_id
    from gift_card_transactions as movements
    left join gift_cards
        on movements.source_name = gift_cards.source_name and movements.gift_card_id = gift_cards.gift_card_id

),

final as (

    select * from issued
    union all
    select * from moved

)

select * from final
