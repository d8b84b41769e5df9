-- Codes that are none of ours, with their money by currency; the most money first.
with

money as (
    select
        source_name,
        entity || '.' || column_name as canonical_column,
        source_code,
        currency_code,
        sum(row_count) as row_count,
        sum(money_amount) as money_amount,
        max(last_seen_at) as last_seen_at
    from marts.mart_quality__unmapped_inbox
    group by all
)

select
    source_name,
    canonical_column,
    source_code,
    cast(sum(row_count) as bigint) as row_count,
    list({'currency': currency_code, 'amount': money_amount} order by currency_code)
        filter (where money_amount is not null) as money,
    max(last_seen_at) as last_seen_at,
    count(*) over () as code_count
from money
group by source_name, canonical_column, source_code
order by sum(abs(money_amount)) desc nulls last, sum(row_count) desc, source_name, canonical_column, source_code
limit $limit
