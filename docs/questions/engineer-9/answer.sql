-- Codes that no mapping knows: in columns that are mapped by code, in columns that only select rows by row.
select
    source_name, entity as table_name, column_name, source_code, currency_code,
    sum(row_count) as row_count, sum(money_amount) as money_amount, max(last_seen_at) as last_seen_at
from marts.mart_quality__unmapped_inbox
group by all
union all
select
    source_name, table_name, column_name, null as source_code, currency_code,
    count(*) as row_count, sum(money_amount) as money_amount, null as last_seen_at
from marts.mart_quality__finding
where rule_name = 'unknown_code'
group by all
order by money_amount desc nulls last, row_count desc, source_name asc, table_name asc, column_name asc
