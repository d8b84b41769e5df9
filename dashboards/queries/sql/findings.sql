-- The first $limit findings: errors first, then by the money on the row; how many there are stands on each.
select
    source_name,
    table_name,
    row_key,
    column_name,
    rule_name,
    severity,
    money_amount,
    currency_code,
    file_name,
    count(*) over () as finding_count
from marts.mart_quality__finding
order by severity, abs(money_amount) desc nulls last, source_name, table_name, row_key, column_name, rule_name
limit $limit
