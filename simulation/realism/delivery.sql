-- How reliably suppliers and carriers deliver.

-- One row per purchase order in each ERP, as it stands now.
create or replace temp table purchase as
select id, parse_dirpath(filename) as erp, name, partner_id as supplier, state,
    cast(date_order as timestamp) as ordered_at,
    cast(date_planned as date) as confirmed_for
from sheet_of('/erp*/purchase_order_2*.csv', ',')
qualify row_number() over (partition by id, erp order by filename desc) = 1;

-- One row per purchase order in each ERP whose day was moved: the day that was first asked for.
create or replace temp table moved as
select m.res_id as id, parse_dirpath(m.filename) as erp, cast(min_by(t.old_value_datetime, m.date) as date) as asked_for
from sheet_of('/erp*/mail_message_*.csv', ',') as m
inner join sheet_of('/erp*/mail_tracking_value_*.csv', ',') as t
    on t.mail_message_id = m.id and parse_dirpath(t.filename) = parse_dirpath(m.filename)
where m.model = 'purchase.order' group by all;

-- One row per purchase order in each ERP of which anything came: the time of its last receipt.
create or replace temp table arrival as
with line as (
    select distinct id, order_id, parse_dirpath(filename) as erp from sheet_of('/erp*/purchase_order_line_*.csv', ',')
)

select l.order_id as id, l.erp, max(cast(m.date as timestamp)) as last_at
from sheet_of('/erp*/stock_move_*.csv', ',') as m
inner join line as l on l.id = m.purchase_line_id and l.erp = parse_dirpath(m.filename)
where m.state = 'done' group by all;

-- One row per purchase order that came in full; what was open when the ERP was replaced stands in both by its number.
create or replace temp table received as
select p.name, min_by(p.supplier, p.ordered_at) as supplier, min(p.ordered_at) as ordered_at, max(a.last_at) as last_at,
    min(coalesce(m.asked_for, p.confirmed_for)) as asked_for, max(p.confirmed_for) as confirmed_for
from purchase as p
inner join arrival as a on a.id = p.id and a.erp = p.erp
left join moved as m on m.id = p.id and m.erp = p.erp
group by p.name having max_by(p.state, a.last_at) = 'done';

insert into figure
select 'lead_time_spread', sum(orders * spread) / sum(orders)
from (
    select supplier, count(*) as orders, stddev_samp(days) / avg(days) as spread
    from (select supplier, epoch(last_at - ordered_at) / 86400 as days from received)
    group by supplier having count(*) >= 5
);

insert into figure
select 'late_supplier_share', avg(cast(cast(last_at as date) > asked_for as integer)) from received
union all
select 'broken_promise_share', avg(cast(cast(last_at as date) > confirmed_for as integer)) from received;

insert into figure
select 'late_parcel_share', avg(cast(coalesce(delivered_at > promised_at, true) as integer))
from parcel
where not is_refused and promised_at < (select last_day from today);
