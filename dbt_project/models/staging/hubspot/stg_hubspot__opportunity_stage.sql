with stays as (

    select * from {{ ref('base_hubspot__deal_stage_history') }}

),

deals as (

    select source_name, deal_id, pipeline_code, currency_code from {{ ref('base_hubspot__deals') }}

),

stages as (

    select source_name, pipeline_code, stage_code, stage_order, probability
    from {{ ref('base_hubspot__pipeline_stages') }}
    where object_type = 'deal'

),

final as (

    select
        stays.history_id as opportunity_stage_id,
        cast(stays.deal_id as varchar) as opportunity_id,
        lower(deals.pipeline_code) as pipeline_code,
        lower(stays.stage_code) as stage_code,
        stages.stage_order + 1 as stage_number,
        stages.probability as probability_pct,
        stays.entered_at,
        cast(stays.entered_at as date) as entered_date,
        lead(stays.entered_at) over (
            partition by stays.source_name, stays.deal_id order by stays.entered_at, stays.history_id
        ) as left_at,
        deals.currency_code,
        cast(null as decimal(18, 4)) as expected_amount,
        stays.source_name,
        'hubspot' as vendor,
        stays.entered_at as updated_at,
        stays._is_deleted as is_deleted,
        stays._batch_id as batch_id
    from stays
    left join deals on stays.source_name = deals.source_name and stays.deal_id = deals.deal_id
    left join stages
        on
            stays.source_name = stages.source_name
            and deals.pipeline_code = stages.pipeline_code
            and stays.stage_code = stages.stage_code

)

select * from final
