with

final as (
    select
        source_name,
        table_name,
        batch_id,
        file_name,
        extracted_at,
        known_key_count,
        absent_key_count,
        cast(cast(absent_key_count as decimal(18, 8)) / known_key_count as decimal(18, 8)) as absent_key_pct,
        verdict
    from {{ source('run', 'deletion') }}
)

select * from final
