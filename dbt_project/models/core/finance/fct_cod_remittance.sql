with

remittances as (
    select *
    from {{ ref('cod_remittance') }} as remittances
    where {{ alive('remittances') }}
),

final as (
    select
        {{ source_key('remittances', 'cod_remittance_id') }} as cod_remittance_key,
        remittances.source_name,
        {{ joined_order() }} as sales_order_key,
        remittances.order_reference,
        remittances.tracking_number,
        remittances.carrier_code,
        {{ or_unknown('entities.legal_entity_key') }} as legal_entity_key,
        remittances.remittance_status,
        remittances.remittance_number,
        remittances.collection_date,
        remittances.remitted_date,
        remittances.currency_code,
        remittances.due_amount,
        remittances.collected_amount,
        remittances.fee_amount,
        remittances.remitted_amount,
        cast(
            coalesce(remittances.collected_amount, 0)
            - coalesce(remittances.fee_amount, 0)
            - coalesce(remittances.remitted_amount, 0) as decimal(18, 4)
        ) as open_amount,
        {{ to_group('remittances.collected_amount') }} as collected_amount_group,
        {{ to_group('remittances.remitted_amount', 'remitted_rates') }} as remitted_amount_group
    from remittances
    {{ join_order('remittances') }}
    {{ join_entity('remittances') }}
    {{ join_rate('remittances.currency_code', 'remittances.collection_date') }}
    {{ join_rate('remittances.currency_code', 'remittances.remitted_date', 'remitted_rates') }}
)

select * from final
