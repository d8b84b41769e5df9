with

final as (
    select
        {{ source_key('opportunities', 'opportunity_id') }} as opportunity_key,
        opportunities.source_name,
        opportunities.party_record_id,
        {{ or_unknown('customers.customer_key') }} as customer_key,
        opportunities.pipeline_code,
        opportunities.stage_code,
        opportunities.currency_code,
        opportunities.expected_amount,
        {{ to_group('opportunities.expected_amount') }} as expected_amount_group,
        opportunities.created_date,
        opportunities.closed_date,
        opportunities.is_closed,
        opportunities.is_won
    from {{ ref('opportunity') }} as opportunities
    left join {{ ref('xref_customer') }} as customers
        on
            opportunities.source_name = customers.source_name
            and opportunities.party_record_id = customers.party_record_id
    {{ join_rate('opportunities.currency_code', 'opportunities.created_date') }}
    where {{ alive('opportunities') }}
)

select * from final
