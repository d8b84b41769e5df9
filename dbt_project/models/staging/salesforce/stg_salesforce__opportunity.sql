with opportunities as (

    select * from {{ ref('base_salesforce__opportunities') }}

),

accounts as (

    select * from {{ ref('base_salesforce__accounts') }}

),

final as (

    select
        opportunities.id as opportunity_id,
        opportunities.name as opportunity_name,
        coalesce(accounts.master_record_id, opportunities.account_id) as party_record_id,
        opportunities.record_type_id as pipeline_code,
        opportunities.stage_name as stage_code,
        opportunities.currency_code,
        opportunities.amount as expected_amount,
        cast(opportunities.created_at as date) as created_date,
        case when opportunities.is_closed then opportunities.close_date end as closed_date,
        coalesce(opportunities.is_closed, false) as is_closed,
        coalesce(opportunities.is_won, false) as is_won,
        opportunities.source_name,
        'salesforce' as vendor,
        coalesce(opportunities.system_modstamp, opportunities._extracted_at) as updated_at,
        opportunities._is_deleted as is_deleted,
        opportunities._batch_id as batch_id
    from opportunities
    left join accounts
        on opportunities.source_name = accounts.source_name and opportunities.account_id = accounts.id

)

select * from final
