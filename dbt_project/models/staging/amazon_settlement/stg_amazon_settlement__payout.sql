with settlements as (

    select * from {{ ref('base_amazon_settlement__settlements') }}

),

final as (

    select
        settlement_id as payout_id,
        settlement_id as statement_id,
        'Amazon' as provider_name,
        'paid' as payout_status,
        cast(started_at as date) as period_start_date,
        cast(ended_at as date) as period_end_date,
        deposited_at as paid_at,
        cast(deposited_at as date) as payout_date,
        currency_code,
        total_amount as payout_amount,
        settlement_id as bank_reference,
        cast(null as varchar) as legal_entity_id,
        cast(null as decimal(18, 4)) as sales_amount,
        cast(null as decimal(18, 4)) as fee_amount,
        cast(null as decimal(18, 4)) as refund_amount,
        source_name,
        'amazon_settlement' as vendor,
        coalesce(ended_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from settlements

)

select * from final
