-- What is paid and not handed over, beside the truth, order by order. Reads the lines with a fault, `spoiled_line`, of
-- `numbers.sql`: an order of which a line has one, or of which a refund names no order, stands apart.

create or replace temp table deposit_compared as
with told as (
    select source_name || ':' || order_id as order_key, currency_code, amount as true_amount, 0 as said_amount
    from read_parquet('{truth}/deposits.parquet')
    union all
    select sales_order_key, currency_code, 0, deposit_amount from marts.mart_finance__customer_deposit
),

spoiled as (
    select distinct l.source_name || ':' || l.order_id as order_key
    from read_parquet('{truth}/sale_lines.parquet') as l
    left join spoiled_line as s on s.order_line_key = l.source_name || ':' || l.line_id
    left join read_parquet('{truth}/told_refunds.parquet') as r
        on r.source_name = l.source_name and r.line_id = l.line_id and r.is_without_order
    where s.order_line_key is not null or r.line_id is not null
)

select t.order_key, t.currency_code, sum(t.true_amount) as true_amount,
    sum(t.said_amount) - sum(t.true_amount) as difference, bool_or(s.order_key is not null) as has_fault
from told as t
left join spoiled as s using (order_key)
group by t.order_key, t.currency_code;

insert into score
with figures as (
    select currency_code as subject, sum(true_amount)::double as true_total, sum(abs(difference))::double as difference,
        coalesce(sum(abs(difference)) filter (has_fault), 0)::double as on_faults,
        coalesce(sum(abs(difference)) filter (not has_fault), 0)::double as unexplained
    from deposit_compared group by currency_code
)

select 'deposits', subject, figure, figure_value
from figures unpivot include nulls (figure_value for figure in (columns(* exclude (subject))));

insert into score
select 'deposits', 'all', 'equal', avg((difference = 0)::double) from deposit_compared;
