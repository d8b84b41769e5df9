with settlements as (

    select * from {{ ref('base_marketplace__settlements') }}

),

final as (

    select
        settlement_id as payout_id,
        settlement_id as statement_id,
        'paid' as payout_status,
        settlement_start_date as period_start_date,
        settlement_end_date as period_end_date,
        posted_at as paid_at,
        settlement_end_date as payout_date,
        currency_code,
        -amount as payout_amount,
        cast(null as varchar) as legal_entity_id,
        cast(null as varchar) as provider_name,
        cast(null as decimal(18, 4)) as sales_amount,
        cast(null as decimal(18, 4)) as fee_amount,
        cast(null as decimal(18, 4)) as refund_amount,
        cast(null as varchar) as bank_reference,
        source_name,
        'marketplace' as vendor,
        coalesce(posted_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from settlements
    where amount_type = 'Transfer'

)

select * from final
