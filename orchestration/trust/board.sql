-- One row per source, table of a source, table of the release, metric and question: its grade, and what of that it is made of is at fault.

with recursive

-- Values and what chooses rows; what only stands beside one another by a join is not made of it, and a record's own id says
-- which record it is and nothing of it.
edges as (
    select distinct from_table_name, from_column_name, to_table_name,
        case influence_type when 'value' then to_column_name end as to_column_name
    from marts.mart_quality__column_lineage
    where influence_type in ('value', 'filter') and to_column_name is distinct from to_table_name || '_id'
),

reached as (
    select distinct to_table_name as table_name, from_table_name as part, from_column_name as part_column
    from edges
    union
    select reached.table_name, edges.from_table_name, edges.from_column_name
    from reached
    join edges on edges.to_table_name = reached.part
        and (edges.to_column_name = reached.part_column or edges.to_column_name is null)
),

-- Every column that a table, a metric or a question is made of; a question by the tables that serve it.
made_of as (
    select table_name, part, part_column from reached
    union
    select served.to_table_name, reached.part, reached.part_column
    from marts.mart_quality__lineage as served
    join reached on reached.table_name = served.from_table_name
    where served.to_table_name like 'question.%'
    union
    select to_table_name, from_table_name, null from marts.mart_quality__lineage where source_name is null
        and (to_table_name like 'question.%' or to_table_name like 'metric.%')
    union
    select table_name, table_name, null from reached
),

failing as (
    select table_name, count(*) as checks, string_agg(check_name, ', ' order by check_name) as names
    from failing_check group by table_name
),

waiting as (
    select source_name || '.' || table_name as table_name, count(*) as waiting_rows, sum(money_amount) as amount,
        array_agg(distinct currency_code) filter (currency_code is not null) as currencies
    from marts.mart_quality__quarantine where quarantine_state = 'open' group by all
),

late as (
    select source_name || '.' || table_name as table_name, bool_or(is_broken) as is_late
    from marts.mart_quality__rule where rule_name = 'late' group by all
),

source_tables as (
    select g.source_name || '.' || g.table_name as table_name, g.source_name, g.row_count,
        g.broken_rule_count, g.is_source_behind, coalesce(l.is_late, false) as is_late, s.last_extracted_at, coalesce(w.waiting_rows, 0)
            as waiting_rows, coalesce(w.amount, 0) as amount, coalesce(w.currencies, []) as currencies
    from marts.mart_quality__grade as g
    join marts.mart_quality__source_status as s on s.source_name = g.source_name
    left join waiting as w on w.table_name = g.source_name || '.' || g.table_name
    left join late as l on l.table_name = g.source_name || '.' || g.table_name
    where g.table_name <> 'all'
),

listed as (
    select 'source' as table_type, source_name as table_name, table_name as part from source_tables
    union all
    select 'source_table', table_name, table_name from source_tables
    union all
    select distinct
        case
            when made_of.table_name like 'metric.%' or made_of.table_name like 'question.%'
                then split_part(made_of.table_name, '.', 1)
            when made_of.table_name like 'mart\_%' escape '\' then 'mart'
            else 'table'
        end,
        made_of.table_name, made_of.part
    from made_of
    where split_part(made_of.table_name, '.', 1) in ('metric', 'question') or made_of.table_name in (
        select table_name from duckdb_tables()
        where database_name = current_database() and schema_name in ('core', 'marts')
    )
),

-- Rows with a finding in a column that the table is made of; in a source, in any.
faulty as (
    select table_type, table_name, count(*) as faulty_rows
    from (
        select listed.table_type, listed.table_name, found.source_name, found.table_name as source_table, found.row_key
        from listed
        join marts.mart_quality__finding as found on listed.part = found.source_name || '.' || found.table_name
        where listed.table_type in ('source', 'source_table')
            or exists (
                select 1 from made_of
                where made_of.table_name = listed.table_name and made_of.part = listed.part
                    and made_of.part_column = found.column_name
            )
        group by all
    ) as each_row
    group by table_type, table_name
),

gathered as (
    select l.table_type, l.table_name,
        coalesce(any_value(y.faulty_rows), 0) + coalesce(sum(s.waiting_rows), 0) as faulty_rows,
        coalesce(sum(s.row_count) + sum(s.waiting_rows), 0) as all_rows,
        coalesce(sum(f.checks) filter (l.part = l.table_name), 0) as failing_check_count,
        coalesce(sum(f.checks) filter (l.part <> l.table_name), 0) as failing_check_count_before,
        string_agg(f.names, ', ' order by l.part) as failing_checks,
        coalesce(sum(s.broken_rule_count), 0) as broken_rule_count,
        coalesce(sum(s.waiting_rows), 0) as waiting_row_count,
        coalesce(sum(s.amount), 0) as quarantined_amount,
        len(list_distinct(flatten(array_agg(coalesce(s.currencies, []))))) as currency_count,
        count(distinct s.source_name) as source_count,
        count(s.table_name) as source_table_count,
        min(s.last_extracted_at) as oldest_extracted_at,
        coalesce(bool_or(s.is_late), false) as is_late,
        coalesce(bool_or(s.is_source_behind), false) as is_source_behind
    from listed as l
    left join source_tables as s on s.table_name = l.part
    left join failing as f on f.table_name = l.part
    left join faulty as y on y.table_type = l.table_type and y.table_name = l.table_name
    group by l.table_type, l.table_name
)

select table_type,
    case when table_type in ('metric', 'question') then split_part(table_name, '.', 2) else table_name end as table_name,
    case
        when faulty_rows > 0.2 * all_rows then 'F'
        when faulty_rows > 0.05 * all_rows then 'E'
        when faulty_rows > 0.01 * all_rows or failing_check_count + failing_check_count_before > 0 or is_late
            or is_source_behind then 'D'
        when faulty_rows > 0.001 * all_rows then 'C'
        when faulty_rows > 0 then 'B'
        else 'A'
    end as grade,
    cast(failing_check_count as bigint), cast(failing_check_count_before as bigint), failing_checks,
    cast(broken_rule_count as bigint), cast(waiting_row_count as bigint), cast(quarantined_amount as decimal(38, 4)),
    cast(currency_count as bigint), source_count, source_table_count, oldest_extracted_at, is_late, is_source_behind
from gathered
order by table_type, table_name;
