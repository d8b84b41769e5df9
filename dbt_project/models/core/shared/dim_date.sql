with

bounds as (
    {% for entity, column in calendar_columns() %}
    select min({{ column }}) as first_date, max({{ column }}) as last_date
    from {{ ref(entity) }}
    where {{ column }} between {{ as_of() }} - interval 30 year and {{ as_of() }} + interval 5 year
    union all
    {% endfor %}
    select {{ as_of() }} as first_date, {{ as_of() }} as last_date
),

margins as (
    select
        cast(min(first_date) - interval {{ calendar_margin_days() }} day as date) as first_date,
        cast(max(last_date) + interval {{ calendar_margin_days() }} day as date) as last_date
    from bounds
),

days as (
    select cast(unnest(generate_series(first_date, last_date, interval 1 day)) as date) as calendar_date
    from margins
),

weeks as (
    select calendar_date, cast(date_trunc('week', calendar_date) as date) as week_start_date
    from days
),

final as (
    select
        calendar_date,
        -- The ISO year of a week is the year of its Thursday.
        cast(extract(year from week_start_date + 3) as integer) as iso_year,
        cast(extract(week from calendar_date) as integer) as iso_week,
        week_start_date,
        cast(date_trunc('month', calendar_date) as date) as month_start_date,
        cast(extract(quarter from calendar_date) as integer) as quarter,
        cast(extract(year from calendar_date) as integer) as calendar_year,
        cast(date_diff('day', week_start_date, calendar_date) + 1 as integer) as weekday_number
    from weeks
)

select * from final
