-- The warehouse's totals beside the true ones, day by day: system, entity and currency.

create or replace temp table compared as
with truth as (
    select system, entity, date, coalesce(currency_code, '') as currency_code, row_count, amount
    from read_csv('{truth}/totals.csv', header = true, nullstr = '', columns = {
        'system': 'varchar', 'entity': 'varchar', 'date': 'date', 'currency_code': 'varchar', 'row_count': 'bigint',
        'amount': 'decimal(38, 4)'
    })
),

warehouse as (
    select case source_name when 'erp_old' then 'erp' else source_name end as system, entity, control_date as date,
        coalesce(currency_code, '') as currency_code,
        sum(warehouse_row_count) as row_count, sum(warehouse_amount) as amount
    from marts.mart_quality__completeness group by all
)

select system, entity, currency_code, coalesce(t.row_count, 0) as true_rows, coalesce(w.row_count, 0) as found_rows,
    coalesce(t.amount, 0) as true_amount, coalesce(w.amount, 0) as found_amount
from truth as t
full join (select * from warehouse semi join truth using (system, entity)) as w
    using (system, entity, date, currency_code);

create or replace temp table money_score as
select concat_ws(' ', system, entity, nullif(currency_code, '')) as subject,
    cast(count(*) filter (where true_amount = found_amount and true_rows = found_rows) / count(*) as double) as equal,
    cast(sum(abs(true_amount - found_amount)) as double) as difference,
    cast(sum(abs(true_amount)) as double) as true_total
from compared group by system, entity, currency_code;

insert into score
select 'money', 'all', 'equal',
    count(*) filter (where true_amount = found_amount and true_rows = found_rows) / count(*)::double
from compared;

insert into score
select 'money', subject, figure, figure_value from (
    unpivot money_score on columns(* exclude (subject)) into name figure value figure_value
)
union all
select 'money', source_name, 'residual', cast(sum(abs(residual_amount)) as double)
from marts.mart_quality__completeness
group by source_name;
