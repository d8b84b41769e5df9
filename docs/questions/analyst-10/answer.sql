-- How far each table can be trusted today: its grade, what fails on it, and the money that waits in quarantine.
select
    table_type, table_name, grade, failing_checks, broken_rule_count, waiting_row_count, quarantined_amount,
    oldest_extracted_at, is_source_behind
from marts.mart_quality__trust_board
order by grade desc, table_type asc, table_name asc
