with payouts as (

    select * from {{ ref('base_shopify__payouts') }}

),

final as (

    select
        {{ gid_number('payout_id') }} as payout_id,
        {{ gid_number('payout_id') }} as statement_id,
        cast(null as varchar) as legal_entity_id,
        'shopify_payments' as provider_name,
        case when status = 'CANCELED' then 'cancelled' else lower(status) end as payout_status,
        cast(null as date) as period_start_date,
        cast(null as date) as period_end_date,
        issued_at as paid_at,
        cast(issued_at as date) as payout_date,
        currency_code,
        charges_gross_amount as sales_amount,
        coalesce(charges_fee_amount, 0)
        + coalesce(refunds_fee_amount, 0) + coalesce(adjustments_fee_amount, 0) as fee_amount,
        -refunds_gross_amount as refund_amount,
        case when transaction_type = 'WITHDRAWAL' then -abs(net_amount) else net_amount end as payout_amount,
        trace_id as bank_reference,
        source_name,
        'shopify' as vendor,
        coalesce(issued_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from payouts

)

select * from final
