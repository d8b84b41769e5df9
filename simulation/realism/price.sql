-- What a markdown does to demand: styles marked down at an age beside styles of that age that are not.

-- One row per style and week of its age with a sale: the lowest price asked so far, as a share of its first price.
create or replace temp table asked as
with launched as (
    select style, any_value(cast(planned as date)) as launched_on from (
        select * from sheet_of('/office/milestones_*.csv', ',')
        qualify row_number() over (partition by row_no order by filename desc) = 1
    ) where milestone = 'launch' group by style
),

priced as (
    select a.style, l.launched_on, cast((o.placed_on - l.launched_on) // 7 as integer) as age,
        o.price / max(o.price) over (partition by a.style, o.currency) as share
    from ordered as o
    inner join article as a on a.sku = o.sku
    inner join launched as l on l.style = a.style
    where o.placed_on >= l.launched_on
)

select style, launched_on, age, round(min(median(share)) over (partition by style order by age), 2) as share
from priced group by style, launched_on, age;

-- One row per day: units wanted of styles that are never marked down, which tell how busy the day was.
create or replace temp table busy as
select date, sum(wanted) as units from wish
where style not in (select style from asked where share < 0.95) and channel_code in ('web', 'app')
group by date;

-- One row per style and week of its age: units wanted, beside how busy the days were.
create or replace temp table week_of_style as
select a.style, a.age, a.share, coalesce(sum(w.wanted / b.units), 0) as units
from asked as a
left join wish as w on w.style = a.style and w.channel_code in ('web', 'app')
    and w.date between a.launched_on + a.age * 7 and a.launched_on + a.age * 7 + 6
left join busy as b on b.date = w.date
group by a.style, a.age, a.share;

-- One row per style and age at which the price had stood still for two weeks and stands still for two more.
create or replace temp table moment_of_style as
select style, age, lag(units, 2) over w + lag(units) over w as before, units + lead(units) over w as after,
    ln(share / lag(share) over w) as price_step
from week_of_style
window w as (partition by style order by age)
qualify lag(share, 2) over w = lag(share) over w and lead(share) over w = share
    and lag(age, 2) over w = age - 2 and lead(age) over w = age + 1;

insert into figure
with at_age as (
    select age, sum(before) filter (price_step < -0.05) as marked_before,
        sum(after) filter (price_step < -0.05) as marked_after,
        sum(before) filter (price_step = 0) as other_before, sum(after) filter (price_step = 0) as other_after,
        sum(before * price_step) filter (price_step < -0.05) as weighted_step
    from moment_of_style group by age
)

select 'price_response',
    sum(marked_before * (ln(marked_after / marked_before) - ln(other_after / other_before))) / sum(weighted_step)
from at_age where marked_before > 0 and marked_after > 0 and other_before > 0 and other_after > 0;
