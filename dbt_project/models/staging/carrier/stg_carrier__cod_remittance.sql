with cash_remittances as (

    select * from {{ ref('base_carrier__cash_remittances') }}

),

final as (

    select
        remittance_number || '|' || order_reference as cod_remittance_id,
        tracking_number as shipment_id,
        tracking_number,
        order_reference,
        carrier_code,
        case when remitted_date is not null then 'remitted' else 'collected' end as remittance_status,
        remittance_number,
        collected_at,
        cast(collected_at as date) as collection_date,
        remitted_date,
        currency_code,
        due_amount,
        collected_amount,
        fee_amount,
        case when remitted_date is not null then net_amount end as remitted_amount,
        cast(null as varchar) as sales_order_id,
        cast(null as varchar) as legal_entity_id,
        source_name,
        'carrier' as vendor,
        coalesce(cast(remitted_date as timestamp), collected_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from cash_remittances

)

select * from final
