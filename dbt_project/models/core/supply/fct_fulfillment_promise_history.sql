with

versions as (
    {{ known_versions(source('run', 'fulfillment_version'), 'fulfillment', 'fulfillment_id', []) }}
),

-- A promise is kept or broken by what was said first, whatever it was moved to.
numbered as (
    select
        *,
        first_value(promised_at ignore nulls) over (
            partition by source_name, fulfillment_id order by known_from
            rows between unbounded preceding and current row
        ) as first_promised_at
    from versions
),

final as (
    select
        {{ source_key('versions', 'fulfillment_id') }} as fulfillment_key,
        versions.source_name,
        {{ source_key('versions', 'sales_order_id') }} as sales_order_key,
        versions.promised_at,
        versions.first_promised_at,
        versions.known_from,
        versions.known_until,
        versions.known_until is null as is_current
    from numbered as versions
    where versions.is_there
)

select * from final
