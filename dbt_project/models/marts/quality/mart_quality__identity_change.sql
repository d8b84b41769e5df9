with

lifetime as (
    select
        customer_key,
        sum(net_amount_group) as net_amount_group,
        count(distinct sales_order_key) as order_count
    from {{ ref('fct_order_line') }}
    where not is_test and not is_cancelled
    group by customer_key
),

-- New keys are counted; a merge or a split stands with both keys and its evidence.
told as (
    select
        entity,
        run_at,
        kind as change_type,
        case when kind <> 'mint' then entity_key end as entity_key,
        case when kind <> 'mint' then other_key end as other_key,
        record_count,
        case when kind <> 'mint' then evidence end as evidence
    from {{ source('identity', 'key_event') }}
),

events as (
    select
        entity,
        run_at,
        change_type,
        entity_key,
        other_key,
        count(*) as change_count,
        cast(sum(record_count) as bigint) as record_count,
        min(evidence) as evidence
    from told
    group by entity, run_at, change_type, entity_key, other_key
),

final as (
    select
        events.entity,
        events.run_at,
        events.change_type,
        events.entity_key,
        events.other_key,
        events.change_count,
        events.record_count,
        events.evidence,
        cast(lifetime.net_amount_group as decimal(18, 4)) as net_sales_amount_group,
        lifetime.order_count
    from events
    left join lifetime on events.entity = 'customer' and events.entity_key = lifetime.customer_key
)

select * from final
