-- Every rule that more rows, totals or extracts break than may; those that refuse rows first.
select
    source_name,
    table_name,
    column_name,
    rule_name,
    severity,
    owner,
    reason,
    failing_count,
    checked_count,
    allowed_count,
    allowed_until
from marts.mart_quality__rule
where is_broken
order by severity, failing_count desc, source_name, table_name, column_name, rule_name
