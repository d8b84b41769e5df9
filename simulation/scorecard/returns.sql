-- What is expected to come back of the shops' sales beside what will: a measured difference, which is never nought, as
-- nobody knows who will send what back. Lines with a planted fault stand apart.

create or replace temp table returns_compared as
with true_lines as (
    select source_name || ':' || line_id as order_line_key, currency_code, sum(amount) as amount
    from read_parquet('{truth}/sale_lines.parquet') where event = 'returns_to_come' group by all
),

expected_lines as (
    select e.order_line_key, l.currency_code,
        cast(round(e.expected_refund_amount_group / l.exchange_rate, 4) as decimal(18, 4)) as amount
    from core.fct_expected_refund as e
    join core.fct_order_line as l using (order_line_key)
    where l.exchange_rate > 0
),

lines as (
    select currency_code, order_line_key, amount as true_amount, 0 as expected_amount from true_lines
    union all
    select currency_code, order_line_key, 0, amount from expected_lines
)

select l.currency_code,
    coalesce(sum(l.true_amount) filter (s.order_line_key is null), 0) as true_total,
    coalesce(sum(l.expected_amount) filter (s.order_line_key is null), 0) as expected,
    coalesce(sum(l.expected_amount) filter (s.order_line_key is not null), 0) as on_faults
from lines as l
left join spoiled_line as s using (order_line_key)
group by l.currency_code;

insert into score
with figures as (
    select currency_code as subject, true_total::double as true_total, expected::double as expected,
        on_faults::double as on_faults, (expected - true_total)::double as difference
    from returns_compared where currency_code is not null
)

select 'returns to come', subject, figure, figure_value
from figures unpivot include nulls (figure_value for figure in (columns(* exclude (subject))));

-- All currencies together, in that of the group at the latest rates.
insert into score
with rated as (
    select r.*, x.rate
    from returns_compared as r
    join (
        select from_currency_code as currency_code, max_by(exchange_rate, rate_date) as rate
        from core.fct_exchange_rate_daily group by from_currency_code
    ) as x using (currency_code)
)

select 'returns to come', 'all', 'ratio', cast(
    sum(cast(round(expected * rate, 4) as decimal(18, 4)))
    / nullif(sum(cast(round(true_total * rate, 4) as decimal(18, 4))), 0) as double)
from rated;
