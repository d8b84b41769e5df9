with transactions as (

    select * from {{ ref('base_payment_provider__balance_transactions') }}

),

amounts as (

    select
        *,
        transaction_id as settlement_line_id,
        {{ map_code('transaction_type', 'settlement_line.settlement_line_type', {
            'charge': 'principal', 'refund': 'refund', 'chargeback': 'chargeback', 'adjustment': 'adjustment',
            'reserve_held': 'reserve_held', 'reserve_released': 'reserve_released'
        }) }} as settlement_line_type,
        transaction_type as amount_type_code,
        amount as line_amount
    from transactions

),

fees as (

    select
        *,
        transaction_id || '/fee' as settlement_line_id,
        'payment_fee' as settlement_line_type,
        transaction_type || '/fee' as amount_type_code,
        -fee_amount as line_amount
    from transactions
    where fee_amount <> 0

),

stacked as (

    select * from amounts
    union all
    select * from fees

),

final as (

    select
        settlement_line_id,
        payout_id as statement_id,
        payout_id,
        order_reference,
        settlement_line_type,
        amount_type_code,
        created_at as posted_at,
        cast(created_at as date) as posting_date,
        currency_code,
        line_amount,
        cast(null as varchar) as legal_entity_id,
        cast(null as varchar) as channel_code,
        cast(null as varchar) as sales_order_id,
        cast(null as varchar) as product_variant_id,
        cast(null as varchar) as sku,
        cast(null as decimal(18, 4)) as settled_qty,
        source_name,
        'payment_provider' as vendor,
        coalesce(created_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from stacked

)

select * from final
