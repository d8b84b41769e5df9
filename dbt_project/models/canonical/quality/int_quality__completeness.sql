with

extracts as (
    select source_name, entity, control_date, {{ control_currency() }} as currency_code, row_count, control_amount
    from {{ source('run', 'control_total') }}
),

warehouse as (
    select source_name, entity, control_date, currency_code, warehouse_row_count, warehouse_amount
    from {{ ref('int_quality__canonical_total') }}
),

-- Stacked and summed, so that a day or currency that is null, or stands on one side only, is compared too.
stacked as (
    select
        source_name, entity, control_date, currency_code,
        row_count as control_row_count, 0 as warehouse_row_count,
        control_amount, cast(0 as decimal(38, 4)) as warehouse_amount
    from extracts
    union all
    select
        source_name, entity, control_date, currency_code,
        0 as control_row_count, warehouse_row_count,
        cast(0 as decimal(38, 4)) as control_amount, warehouse_amount
    from warehouse
),

summed as (
    select
        source_name,
        entity,
        control_date,
        currency_code,
        cast(sum(control_row_count) as bigint) as control_row_count,
        cast(sum(warehouse_row_count) as bigint) as warehouse_row_count,
        cast(sum(control_amount) as decimal(38, 4)) as control_amount,
        cast(sum(warehouse_amount) as decimal(38, 4)) as warehouse_amount
    from stacked
    group by source_name, entity, control_date, currency_code
),

final as (
    select
        source_name,
        entity,
        control_date,
        currency_code,
        control_row_count,
        warehouse_row_count,
        control_amount,
        warehouse_amount,
        cast(control_amount - warehouse_amount as decimal(38, 4)) as residual_amount,
        control_row_count - warehouse_row_count as residual_row_count
    from summed
)

select * from final
