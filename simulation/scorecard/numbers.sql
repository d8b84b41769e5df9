-- Differences between the release's numbers and the true ones, and how much of them faults in order lines explain.

-- Days of which a logistics partner's file was stopped: from the day after its file before.
create or replace temp table stopped_days as
with dated as (
    select distinct source_name, cast(regexp_extract(file_name, '[0-9]{4}-[0-9]{2}-[0-9]{2}') as date) as last_day,
        outcome = 'stopped' as is_stopped
    from finding where file_name like 'shipments%' and outcome in ('landed', 'stopped')
)

select *, lag(last_day) over (partition by source_name order by last_day) as day_before from dated
qualify is_stopped;

-- What became of each line of the shops that has a fault, itself, in its order or its shipment; the worst fate counts.
create or replace temp table spoiled_line as
with lines as (
    select distinct source_name, order_id, line_id from read_parquet('{truth}/sale_lines.parquet')
),

shipments as (
    select * from read_parquet('{truth}/shipments.parquet')
),

fates as (
    select l.source_name, l.line_id, f.outcome
    from lines as l
    join fate as f on f.source_name = l.source_name and f.table_name in ('orders', 'order_lines')
        and regexp_extract(f.place, '[0-9]+$') = case f.table_name when 'orders' then l.order_id else l.line_id end
    union all
    select s.source_name, s.line_id, f.outcome
    from shipments as s join fate as f on f.table_name = 'shipments' and f.place = s.shipment_line_no
    union all
    select s.source_name, s.line_id, 'held back'
    from shipments as s join stopped_days as d on s.told_on > d.day_before and s.told_on <= d.last_day
)

select source_name || ':' || line_id as order_line_key,
    min_by(outcome, list_position(['refused', 'stopped', 'held back', 'let through', 'flagged', 'reported'], outcome))
        as outcome
from fates
where outcome in ('refused', 'stopped', 'held back', 'let through', 'flagged', 'reported')
group by source_name, line_id;

create or replace temp table number_explained as
select measure, legal_entity, month, currency_code, s.outcome, sum(amount) as amount
from (
    select c.measure, c.legal_entity, c.month, c.currency_code, c.order_line_key, c.amount
    from number_cell as c where not c.is_true and c.order_line_key is not null
    union all
    select a.measure, l.legal_entity_id, l.month, l.currency_code, l.source_name || ':' || l.line_id, -l.amount
    from read_parquet('{truth}/sale_lines.parquet') as l
    join number_asked as a on a.event = l.event and a.is_said
) as r
join spoiled_line as s using (order_line_key)
group by all;

create or replace temp table number_compared as
with cells as (
    select measure, legal_entity, month, currency_code,
        coalesce(sum(amount) filter (is_true), 0) as true_amount,
        coalesce(sum(amount) filter (not is_true), 0) as said_amount
    from number_cell group by all
),

explained as (
    select measure, legal_entity, month, currency_code,
        coalesce(sum(amount) filter (outcome = 'refused'), 0) as in_quarantine,
        coalesce(sum(amount) filter (outcome in ('stopped', 'held back')), 0) as held_back,
        coalesce(sum(amount) filter (outcome in ('flagged', 'reported')), 0) as flagged,
        coalesce(sum(amount) filter (outcome = 'let through'), 0) as let_through
    from number_explained group by all
)

select c.measure, a.is_said, concat_ws(' ', c.measure, c.legal_entity, coalesce(c.currency_code, 'without currency'))
        as subject, c.month,
    c.true_amount, c.said_amount - c.true_amount as difference, coalesce(e.in_quarantine, 0) as in_quarantine,
    coalesce(e.held_back, 0) as held_back, coalesce(e.flagged, 0) as flagged, coalesce(e.let_through, 0) as let_through
from cells as c
join number_asked as a using (measure)
left join explained as e on e.measure = c.measure and e.legal_entity is not distinct from c.legal_entity
    and e.month is not distinct from c.month and e.currency_code is not distinct from c.currency_code;

insert into score
with figures as (
    select subject, avg((difference = 0)::double) as equal, sum(abs(true_amount))::double as true_total,
        sum(abs(difference))::double as difference, sum(abs(in_quarantine))::double as in_quarantine,
        sum(abs(held_back))::double as held_back, sum(abs(flagged))::double as flagged,
        sum(abs(let_through))::double as let_through,
        sum(abs(difference - in_quarantine - held_back - flagged - let_through))::double as unexplained
    from number_compared where is_said group by subject
)

select 'numbers', subject, figure, figure_value
from figures unpivot include nulls (figure_value for figure in (columns(* exclude (subject))));

insert into score
select 'numbers', measure, 'equal', null from number_asked where not is_said
union all
select 'numbers', 'all', 'equal', avg((difference = 0)::double) from number_compared where is_said
union all
select 'numbers', 'all', 'explained',
    avg((difference = in_quarantine + held_back + flagged + let_through)::double) from number_compared where is_said;
