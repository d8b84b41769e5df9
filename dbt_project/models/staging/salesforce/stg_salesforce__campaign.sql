with campaigns as (

    select * from {{ ref('base_salesforce__campaigns') }}

),

final as (

    select
        id as campaign_id,
        name as campaign_name,
        {{ map_code('campaign_type', 'campaign.campaign_type', {
            'Email': 'email', 'Advertisement': 'display', 'Banner Ads': 'display', 'Conference': 'event',
            'Trade Show': 'event', 'Webinar': 'event', 'Partners': 'affiliate',
            'Referral Program': 'affiliate', 'Direct Mail': 'other', 'Public Relations': 'other',
            'Telemarketing': 'other', 'Other': 'other'
        }) }} as campaign_type,
        parent_id as parent_campaign_id,
        'salesforce' as platform_name,
        start_date,
        end_date,
        currency_code,
        budgeted_cost as budget_amount,
        is_active,
        cast(null as varchar) as channel_code,
        cast(null as varchar) as country_code,
        cast(null as varchar) as objective_code,
        cast(null as decimal(18, 8)) as discount_pct,
        source_name,
        'salesforce' as vendor,
        coalesce(system_modstamp, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from campaigns

)

select * from final
