with movements as (

    select * from {{ ref('base_shopify__balance_transactions') }}
    where not coalesce(is_test, false)

),

amounts as (

    select
        {{ gid_number('balance_transaction_id') }} as settlement_line_id,
        {{ gid_number('payout_id') }} as statement_id,
        {{ gid_number('payout_id') }} as payout_id,
        cast(null as varchar) as legal_entity_id,
        cast(null as varchar) as channel_code,
        {{ gid_number('order_id') }} as sales_order_id,
        order_name as order_reference,
        cast(null as varchar) as product_variant_id,
        cast(null as varchar) as sku,
        case
            when transaction_type = 'CHARGE' then 'principal'
            when transaction_type like 'REFUND%' then 'refund'
            when transaction_type like 'DISPUTE%' or transaction_type like 'CHARGEBACK%' then 'chargeback'
            when transaction_type = 'RESERVED_FUNDS_REVERSAL' then 'reserve_released'
            when transaction_type like 'RESERVED_FUNDS%' then 'reserve_held'
            when transaction_type like 'TRANSFER%' then 'transfer'
            when transaction_type like 'SHIPPING%' then 'fulfilment_fee'
            when transaction_type like 'REFERRAL_FEE%' then 'commission'
            else 'adjustment'
        end as settlement_line_type,
        lower(transaction_type) as amount_type_code,
        transaction_at as posted_at,
        cast(transaction_at as date) as posting_date,
        cast(null as decimal(18, 4)) as settled_qty,
        currency_code,
        amount as line_amount,
        source_name,
        'shopify' as vendor,
        coalesce(transaction_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from movements

),

fees as (

    select
        {{ gid_number('balance_transaction_id') }} || '/fee' as settlement_line_id,
        {{ gid_number('payout_id') }} as statement_id,
        {{ gid_number('payout_id') }} as payout_id,
        cast(null as varchar) as legal_entity_id,
        cast(null as varchar) as channel_code,
        {{ gid_number('order_id') }} as sales_order_id,
        order_name as order_reference,
        cast(null as varchar) as product_variant_id,
        cast(null as varchar) as sku,
        'payment_fee' as settlement_line_type,
        lower(transaction_type) as amount_type_code,
        transaction_at as posted_at,
        cast(transaction_at as date) as posting_date,
        cast(null as decimal(18, 4)) as settled_qty,
        currency_code,
        -fee_amount as line_amount,
        source_name,
        'shopify' as vendor,
        coalesce(transaction_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from movements
    where fee_amount <> 0

),

final as (

    select * from amounts
    union all
    select * from fees

)

select * from final
