with targets as (

    select * from {{ ref('base_planner__targets') }}

),

final as (

    select
        concat_ws('|', month_code, country_code, channel_name) as target_id,
        cast(null as varchar) as legal_entity_id,
        'budget' as target_version_type,
        cast(null as varchar) as target_version_name,
        'net_sales_amount_group' as metric_code,
        'month' as period_type,
        cast(month_code || '-01' as date) as period_start_date,
        country_code as market_code,
        channel_name as channel_code,
        cast(null as varchar) as category_name,
        currency_code,
        net_sales_amount as target_amount,
        cast(null as decimal(18, 4)) as target_qty,
        cast(null as decimal(18, 8)) as target_pct,
        source_name,
        'planner' as vendor,
        _extracted_at as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from targets

)

select * from final
