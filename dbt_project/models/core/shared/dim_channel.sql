with

final as (
    select channel_code, channel_name from {{ ref('channel') }}
    union all
    select 'unknown' as channel_code, 'Unknown' as channel_name
)

select * from final
