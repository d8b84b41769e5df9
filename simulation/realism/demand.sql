-- How demand is spread over days, articles and prices, and how much of it met an empty shelf.

-- One row per SKU that was sold in the shops: its life from the first sale to the last.
create or replace temp table life as
select sku, min(placed_on) as first_day, max(placed_on) as last_day from ordered group by sku;

-- One row per SKU and market that bought it, with the days and weeks of its life and those with a sale.
create or replace temp table series as
select l.sku, o.market, l.last_day - l.first_day + 1 as days, (l.last_day - l.first_day) // 7 + 1 as weeks,
    count(distinct o.placed_on) as days_sold, count(distinct (o.placed_on - l.first_day) // 7) as weeks_sold
from life as l
inner join ordered as o on o.sku = l.sku
group by l.sku, o.market, l.first_day, l.last_day;

insert into figure
select 'zero_day_share', 1 - sum(days_sold) / sum(days) from series;

insert into figure
select 'sporadic_series_share', avg(cast(weeks / weeks_sold >= 1.32 as integer)) from series;

-- One row per day: orders of the European markets.
create or replace temp table european_day as
select placed_on, count(*) as orders from placed where is_european group by placed_on;

insert into figure
select 'weekday_peak', max(orders) / min(orders)
from (select isodow(placed_on) as weekday, avg(orders) as orders from european_day group by weekday);

insert into figure
with friday as (
    select placed_on, orders from european_day
    where month(placed_on) = 11 and isodow(placed_on) = 5 and day(placed_on) between 23 and 29
),

october as (
    select year(placed_on) as year, sum(orders) / 31 as orders from european_day where month(placed_on) = 10 group by 1
)

select 'black_friday_peak', sum(f.orders) / sum(o.orders) from friday as f
inner join october as o on o.year = year(f.placed_on);

create or replace temp table wish as
select d.*, a.style
from read_parquet(getvariable('truth') || '/demand.parquet') as d
inner join article as a on a.sku = d.sku;

insert into figure
select 'stock_out_share', sum(lost + bought_otherwise) / sum(wanted) from wish where channel_code in ('web', 'app')
union all
select 'lost_share', sum(lost) / sum(wanted) from wish where channel_code in ('web', 'app');
