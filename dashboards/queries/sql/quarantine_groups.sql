-- Refused rows by file, rule and state, with their money by currency; what waits first, then the newest file.
with

money as (
    select
        batch_id,
        source_name,
        table_name,
        file_name,
        rule_name,
        quarantine_state,
        currency_code,
        count(*) as row_count,
        sum(money_amount) as money_amount,
        min(file_row_number) as first_row_number
    from marts.mart_quality__quarantine
    group by all
)

select
    batch_id,
    source_name,
    table_name,
    file_name,
    rule_name,
    quarantine_state,
    cast(sum(row_count) as bigint) as row_count,
    min(first_row_number) as first_row_number,
    list({'currency': currency_code, 'amount': money_amount} order by currency_code)
        filter (where money_amount is not null) as money,
    count(*) over () as group_count
from money
group by batch_id, source_name, table_name, file_name, rule_name, quarantine_state
order by quarantine_state <> 'open', file_name desc, source_name, rule_name, batch_id
limit $limit
