with

typed as (
    select * from {{ ref('sales_target') }}
),

-- What a person says of a month, market and channel is in the place of what a source's budget says of the same.
from_sources as (
    select targets.*
    from {{ ref('target') }} as targets
    left join typed
        on
            targets.period_start_date = typed.month_start_date
            and targets.market_code = typed.market_code
            and targets.channel_code = typed.channel_code
    where
        {{ alive('targets') }}
        and (
            typed.market_code is null
            or targets.metric_code is distinct from 'net_sales_amount_group'
            or targets.period_type is distinct from 'month'
            or targets.target_version_type is distinct from 'budget'
            or targets.category_name is not null
        )
),

targets as (
    select
        {{ source_key('from_sources', 'target_id') }} as target_key,
        source_name, target_version_type, metric_code, period_type, period_start_date, market_code, channel_code,
        category_name, currency_code, target_amount, target_qty
    from from_sources
    union all
    select
        concat_ws('|', 'people', month_start_date, market_code, channel_code) as target_key,
        'people' as source_name, 'budget' as target_version_type, 'net_sales_amount_group' as metric_code,
        'month' as period_type, month_start_date as period_start_date, market_code, channel_code,
        cast(null as varchar) as category_name, currency_code, target_amount,
        cast(null as decimal(18, 4)) as target_qty
    from typed
),

final as (
    select
        targets.target_key,
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
    from targets
    {{ join_rate('targets.currency_code', 'least(targets.period_start_date, ' ~ as_of() ~ ')') }}
)

select * from final
