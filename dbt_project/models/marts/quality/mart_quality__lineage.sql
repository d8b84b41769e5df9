with

final as (
    select
        source_name,
        from_table as from_table_name,
        from_column as from_column_name,
        to_table as to_table_name,
        to_column as to_column_name
    from {{ source('run', 'lineage') }}
)

select * from final
