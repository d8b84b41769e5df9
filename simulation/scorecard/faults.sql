-- What became of every planted fault, and which findings nobody planted, neither as a fault nor as a broken joint.

create or replace temp table planted as
select row_number() over () as id, fault, source_name, file_name, table_name, nullif(place, '') as place,
    nullif(column_name, '') as column_name, try_cast(replace(money, ',', '.') as decimal(18, 4)) as money,
    nullif(currency_code, '') as currency_code
from read_csv('{truth}/faults.csv', header = true, all_varchar = true);

-- A finding answers a fault if it names its row, its file where the fault is one of files, or its column where the
-- fault took the key.
create or replace temp table answer as
select p.id, case
        when f.outcome = 'stopped' then 'stopped'
        when f.outcome in ('refused', 'flagged') and f.row_key = p.place then f.outcome
        when f.outcome = 'refused' and f.row_key is null and p.fault in ('key_missing', 'total_row')
            and f.column_name = p.column_name then 'refused'
        when f.outcome = 'repeated_key' and p.fault = 'row_twice' then 'reported'
        when f.outcome = 'extra_column' and p.fault = 'column_added' then 'reported'
        when f.outcome = 'deleted' and p.fault = 'row_deleted' and f.row_key = p.place then 'reported'
        when f.outcome = 'replaced' and f.row_key = p.place and p.fault <> 'row_deleted' then 'absorbed'
        when f.outcome = 'landed'
            and p.fault in ('file_sent_twice', 'file_sent_corrected', 'mark_in_front', 'day_late') then 'absorbed'
    end as outcome
from planted as p
join finding as f on f.source_name = p.source_name and f.file_name = p.file_name
    and (f.table_name = p.table_name or f.table_name is null);

create or replace temp table fate as
with best as (
    select id,
        min_by(outcome, list_position(['stopped', 'refused', 'flagged', 'reported', 'absorbed'], outcome)) as outcome
    from answer
    where outcome is not null
    group by id
),

landed as (
    select distinct source_name, table_name, file_name from finding where outcome = 'landed'
)

select p.*, case
        when (p.source_name, p.table_name) not in (select (source_name, table_name) from landed) then 'not loaded'
        when b.outcome = 'stopped' and p.place is not null then 'held back'
        when b.outcome is not null then b.outcome
        when p.fault = 'day_missing' then 'let through'
        when (p.source_name, p.table_name, p.file_name) in (
            select (source_name, table_name, file_name) from landed
        ) then 'let through'
        else 'held back'
    end as outcome
from planted as p
left join best as b on b.id = p.id;

create or replace temp table false_alarm as
select distinct f.source_name, f.file_name, f.table_name, f.row_key, f.column_name, f.rule_name, f.outcome
from finding as f
anti join (select p.* from planted as p join answer as a on a.id = p.id and a.outcome is not null) as p
    on p.source_name = f.source_name and p.file_name = f.file_name and p.table_name = f.table_name
    and (p.place = f.row_key or f.row_key is null and p.fault in ('key_missing', 'total_row'))
anti join read_csv('{truth}/joints.csv', header = true, all_varchar = true) as j
    on j.source_name = f.source_name and j.document_number = f.row_key
where f.outcome in ('refused', 'flagged');

insert into score
with counted as (
    select coalesce(fault, 'all') as fault, count(*) filter (outcome not in ('not loaded', 'held back')) as planted,
        count(*) filter (outcome in ('stopped', 'refused', 'flagged', 'reported', 'absorbed')) as found,
        count(*) filter (outcome = 'let through') as let_through, count(*) filter (outcome = 'held back') as held_back,
        count(*) filter (outcome = 'not loaded') as not_loaded
    from fate group by grouping sets ((fault), ())
),

figures as (
    select fault, cast(planted as double) as planted, found / nullif(planted, 0)::double as caught,
        let_through / nullif(planted, 0)::double as let_through, cast(nullif(held_back, 0) as double) as held_back,
        cast(nullif(not_loaded, 0) as double) as not_loaded
    from counted
)

select 'faults', fault, figure, figure_value from (
    unpivot figures on columns(* exclude (fault)) into name figure value figure_value
);

insert into score
select 'faults', 'all', 'false_alarms', count(distinct (source_name, file_name, table_name, row_key)) from false_alarm;

insert into score
with figures as (
    select coalesce(currency_code, 'without currency') as currency_code, cast(sum(abs(money)) as double) as planted,
        cast(coalesce(sum(abs(money)) filter (outcome <> 'let through'), 0) as double) as caught,
        cast(coalesce(sum(abs(money)) filter (outcome = 'let through'), 0) as double) as let_through
    from fate where outcome not in ('not loaded', 'held back') and money is not null group by 1
)

select 'money on faults', currency_code, figure, figure_value
from figures unpivot include nulls (figure_value for figure in (columns(* exclude (currency_code))));
