with changes as (

    select * from {{ ref('base_salesforce__opportunity_history') }}

),

opportunities as (

    select * from {{ ref('base_salesforce__opportunities') }}

),

stages as (

    select * from {{ ref('base_salesforce__opportunity_stages') }}

),

compared as (

    select
        *,
        coalesce(stage_name = lag(stage_name) over (
            partition by source_name, opportunity_id order by created_at asc, id asc
        ), false) as is_same_stage
    from changes

),

stays as (

    select
        *,
        lead(created_at) over (
            partition by source_name, opportunity_id, is_same_stage order by created_at asc, id asc
        ) as left_at
    from compared

),

places as (

    select source_name, stage_name, min(sort_order) as stage_number
    from stages
    group by source_name, stage_name

),

final as (

    select
        stays.id as opportunity_stage_id,
        stays.opportunity_id,
        opportunities.record_type_id as pipeline_code,
        stays.stage_name as stage_code,
        places.stage_number,
        cast(stays.probability_percent / 100 as decimal(18, 8)) as probability_pct,
        stays.created_at as entered_at,
        cast(stays.created_at as date) as entered_date,
        case when not stays.is_same_stage then stays.left_at end as left_at,
        stays.currency_code,
        stays.amount as expected_amount,
        stays.source_name,
        'salesforce' as vendor,
        coalesce(stays.system_modstamp, stays._extracted_at) as updated_at,
        stays._is_deleted or stays.is_same_stage as is_deleted,
        stays._batch_id as batch_id
    from stays
    left join opportunities
        on stays.source_name = opportunities.source_name and stays.opportunity_id = opportunities.id
    left join places on stays.source_name = places.source_name and stays.stage_name = places.stage_name

)

select * from final
