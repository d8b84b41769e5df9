with campaigns as (

    select * from {{ ref('base_advertising__campaigns') }}

),

final as (

    select
        platform_name || '|' || campaign_code as campaign_id,
        coalesce(campaign_name, campaign_code) as campaign_name,
        campaign_type,
        channel_code,
        country_code,
        platform_name,
        objective_code,
        start_date,
        end_date,
        discount_pct,
        currency_code,
        budget_amount,
        is_active,
        cast(null as varchar) as parent_campaign_id,
        source_name,
        'advertising' as vendor,
        _extracted_at as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from campaigns

)

select * from final
