-- One row per source (its table is all) and per table of it: the worst source first, then its worst table.
select
    source_name,
    table_name,
    grade,
    row_count,
    faulty_row_count,
    waiting_row_count,
    faulty_row_pct,
    broken_rule_count,
    is_unlike_before,
    is_source_behind
from marts.mart_quality__grade
order by max(grade) filter (where table_name = 'all') over (partition by source_name) desc, source_name,
    table_name <> 'all', grade desc, faulty_row_pct desc nulls last, table_name
