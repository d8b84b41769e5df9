with recursive

spoilt as (
    select distinct source_name, table_name, column_name
    from marts.mart_quality__finding
    where source_name in ('shop_eu', 'shop_us') and rule_name = 'line_beyond_order'
),

reached as (
    select
        spoilt.source_name, spoilt.table_name, spoilt.column_name, edges.to_table_name as part_table_name,
        edges.to_column_name as part_column_name
    from spoilt
    inner join marts.mart_quality__column_lineage as edges
        on
            spoilt.source_name || '.' || spoilt.table_name = edges.from_table_name
            and spoilt.column_name = edges.from_column_name
            and edges.influence_type = 'value'
    union
    select
        reached.source_name, reached.table_name, reached.column_name, edges.to_table_name,
        edges.to_column_name
    from reached
    inner join marts.mart_quality__column_lineage as edges
        on
            reached.part_table_name = edges.from_table_name
            and reached.part_column_name = edges.from_column_name
            and edges.influence_type = 'value'
)

select source_name, table_name, column_name, bool_or(part_table_name = 'metric.net_sales') as is_in_net_sales
from reached
group by source_name, table_name, column_name
