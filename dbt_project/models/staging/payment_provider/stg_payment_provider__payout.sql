with payouts as (

    select * from {{ ref('base_payment_provider__payouts') }}

),

final as (

    select
        payout_id,
        payout_id as statement_id,
        provider_name,
        coalesce(payout_status, 'paid') as payout_status,
        case when coalesce(payout_status, 'paid') = 'paid' then cast(arrival_date as timestamp) end as paid_at,
        arrival_date as payout_date,
        currency_code,
        gross_amount as sales_amount,
        fee_amount,
        net_amount as payout_amount,
        bank_reference,
        cast(null as varchar) as legal_entity_id,
        cast(null as date) as period_start_date,
        cast(null as date) as period_end_date,
        cast(null as decimal(18, 4)) as refund_amount,
        source_name,
        'payment_provider' as vendor,
        coalesce(cast(arrival_date as timestamp), _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from payouts

)

select * from final
