with recursive

spoilt as (
    select distinct source_name, table_name, column_name
    from marts.mart_quality__finding
    where source_name in ('shop_eu', 'shop_us') and rule_name = 'line_beyond_order'
),

reached as (
    select spoilt.source_name, spoilt.table_name, spoilt.column_name, edges.to_table_name as part_name
    from spoilt
    inner join marts.mart_quality__lineage as edges
        on
            spoilt.source_name = edges.source_name
            and spoilt.table_name = edges.from_table_name
            and spoilt.column_name = edges.from_column_name
    union
    select reached.source_name, reached.table_name, reached.column_name, edges.to_table_name
    from reached
    inner join marts.mart_quality__lineage as edges
        on edges.source_name is null and reached.part_name = edges.from_table_name
)

select source_name, table_name, column_name, bool_or(part_name = 'metric.net_sales') as is_in_net_sales
from reached
group by source_name, table_name, column_name
