with

batches as (
    select
        source_name,
        count(distinct table_name) as table_count,
        count(*) as batch_count,
        cast(coalesce(sum(row_count), 0) as bigint) as landed_row_count
    from {{ source('run', 'batch') }}
    group by source_name
),

-- What waits in quarantine; rows that came again, were mended or dismissed wait no more.
refused as (
    select
        source_name,
        count(*) as refused_row_count,
        cast(sum(money_amount) as decimal(38, 4)) as quarantined_amount,
        count(distinct currency_code) as currency_count
    from {{ source('run', 'quarantine') }}
    where state = 'open'
    group by source_name
),

flagged as (
    select source_name, cast(sum(flagged_count) as bigint) as flagged_row_count
    from {{ source('run', 'checked') }}
    group by source_name
),

-- Without signs: a surplus of one day does not hide what is missing on another.
residuals as (
    select
        source_name,
        cast(sum(abs(residual_amount)) as decimal(38, 4)) as residual_amount,
        cast(sum(abs(residual_row_count)) as bigint) as residual_row_count
    from {{ ref('int_quality__completeness') }}
    group by source_name
),

final as (
    select
        sources.source_name,
        sources.vendor,
        sources.systems,
        sources.status,
        sources.message,
        coalesce(batches.table_count, 0) as table_count,
        coalesce(batches.batch_count, 0) as batch_count,
        coalesce(batches.landed_row_count, 0) as landed_row_count,
        coalesce(refused.refused_row_count, 0) as refused_row_count,
        coalesce(refused.quarantined_amount, 0) as quarantined_amount,
        coalesce(refused.currency_count, 0) as currency_count,
        coalesce(flagged.flagged_row_count, 0) as flagged_row_count,
        coalesce(residuals.residual_amount, 0) as residual_amount,
        coalesce(residuals.residual_row_count, 0) as residual_row_count,
        sources.last_extracted_at,
        sources.forced_by,
        sources.forced_at,
        sources.forced_reason
    from {{ source('run', 'source') }} as sources
    left join batches on sources.source_name = batches.source_name
    left join refused on sources.source_name = refused.source_name
    left join flagged on sources.source_name = flagged.source_name
    left join residuals on sources.source_name = residuals.source_name
)

select * from final
