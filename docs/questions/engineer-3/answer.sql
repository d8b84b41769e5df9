-- What waits in quarantine, why, and worth how much; each group can be replayed once its rows are mended.
select
    source_name, table_name, rule_name, quarantine_state, currency_code,
    count(*) as row_count, sum(abs(money_amount)) as money_amount, min(batch_id) as first_batch_id
from marts.mart_quality__quarantine
group by all
order by money_amount desc nulls last, row_count desc, source_name asc, table_name asc, rule_name asc
