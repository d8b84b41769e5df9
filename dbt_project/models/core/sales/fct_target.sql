with

final as (
    select
        {{ source_key('targets', 'target_id') }} as target_key,
        targets.source_name,
        targets.target_version_type,
        targets.metric_code,
        targets.period_type,
        targets.period_start_date,
        targets.market_code,
        targets.channel_code,
        targets.category_name,
        targets.currency_code,
        targets.target_amount,
        {{ to_group('targets.target_amount') }} as target_amount_group,
        targets.target_qty
    from {{ ref('target') }} as targets
    {{ join_rate('targets.currency_code', 'least(targets.period_start_date, ' ~ as_of() ~ ')') }}
    where {{ alive('targets') }}
)

select * from final
