with

covered as (
    select * from {{ source('run', 'coverage') }}
),

final as (
    select
        source_name,
        vendor,
        entity,
        max(row_count) as row_count,
        count(*) as column_count,
        count(*) filter (where is_defined) as defined_column_count,
        count(*) filter (where value_count > 0) as filled_column_count,
        cast(count(*) filter (where value_count > 0) / count(*) as decimal(18, 8)) as filled_column_pct,
        string_agg(column_name, ', ' order by column_name) filter (where not is_defined) as undefined_column_names,
        string_agg(column_name, ', ' order by column_name) filter (
            where is_defined and value_count = 0
        ) as valueless_column_names
    from covered
    group by source_name, vendor, entity
)

select * from final
