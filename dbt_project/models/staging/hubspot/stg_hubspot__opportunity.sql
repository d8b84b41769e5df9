with all_deals as (

    select * from {{ ref('base_hubspot__deals') }}

),

merged as (

    select source_name, merged_object_id
    from {{ ref('base_hubspot__merges') }}
    where object_type = 'deal'
    group by source_name, merged_object_id

),

deals as (

    select all_deals.*, merged.merged_object_id is not null as is_merged
    from all_deals
    left join merged
        on all_deals.source_name = merged.source_name and all_deals.deal_id = merged.merged_object_id

),

final as (

    select
        cast(deal_id as varchar) as opportunity_id,
        name as opportunity_name,
        'company:' || cast(company_id as varchar) as party_record_id,
        lower(pipeline_code) as pipeline_code,
        lower(stage_code) as stage_code,
        currency_code,
        amount as expected_amount,
        cast(created_at as date) as created_date,
        case when is_closed then cast(closed_at as date) end as closed_date,
        coalesce(is_closed, false) as is_closed,
        coalesce(is_won, false) as is_won,
        source_name,
        'hubspot' as vendor,
        coalesce(updated_at, _extracted_at) as updated_at,
        _is_deleted or is_merged as is_deleted,
        _batch_id as batch_id
    from deals

)

select * from final
