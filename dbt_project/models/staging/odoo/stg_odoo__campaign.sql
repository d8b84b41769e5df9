with campaigns as (

    select * from {{ ref('base_odoo__utm_campaign') }}

),

final as (

    select
        cast(campaign_id as varchar) as campaign_id,
        coalesce({{ odoo_text('title') }}, {{ odoo_text('name') }}) as campaign_name,
        cast(null as varchar) as campaign_type,
        cast(null as varchar) as parent_campaign_id,
        cast(null as varchar) as channel_code,
        cast(null as varchar) as country_code,
        cast(null as varchar) as platform_name,
        cast(null as varchar) as objective_code,
        cast(null as date) as start_date,
        cast(null as date) as end_date,
        cast(null as decimal(18, 8)) as discount_pct,
        cast(null as varchar) as currency_code,
        cast(null as decimal(18, 4)) as budget_amount,
        is_active,
        campaigns.source_name,
        'odoo' as vendor,
        coalesce(campaigns.write_date, campaigns._extracted_at) as updated_at,
        campaigns._is_deleted as is_deleted,
        campaigns._batch_id as batch_id
    from campaigns

)

select * from final
