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

-- Fiscal years begin with a month, those of the 4-5-4 calendar on the weekday that is nearest to the first of February.
ruled as (
    select
        weeks.*,
        rules.first_month_number,
        cast(extract(year from weeks.calendar_date) as integer) as calendar_year,
        cast(extract(month from weeks.calendar_date) as integer) as month_number,
        {{ retail_year_start("extract(year from weeks.calendar_date)", "rules.first_weekday_number") }}
            as this_start_date,
        {{ retail_year_start("extract(year from weeks.calendar_date) - 1", "rules.first_weekday_number") }}
            as last_start_date
    from weeks
    cross join {{ ref('fiscal_calendar') }} as rules
),

retail as (
    select
        *,
        case when calendar_date >= this_start_date then calendar_year else calendar_year - 1 end as retail_year,
        case
            when calendar_date >= this_start_date then date_diff('day', this_start_date, calendar_date)
            else date_diff('day', last_start_date, calendar_date)
        end // 7 + 1 as retail_week
    from ruled
),

months as (
    select
        *,
        lead(first_date) over (partition by calendar_code order by first_date) - 1 as last_date
    from {{ ref('lunar_month') }}
),

final as (
    select
        retail.calendar_date,
        -- The ISO year of a week is the year of its Thursday.
        cast(extract(year from retail.week_start_date + 3) as integer) as iso_year,
        cast(extract(week from retail.calendar_date) as integer) as iso_week,
        retail.week_start_date,
        cast(date_trunc('month', retail.calendar_date) as date) as month_start_date,
        cast(extract(quarter from retail.calendar_date) as integer) as quarter,
        retail.calendar_year,
        cast(date_diff('day', retail.week_start_date, retail.calendar_date) + 1 as integer) as weekday_number,
        cast(
            retail.calendar_year
            + case
                when retail.first_month_number > 1 and retail.month_number >= retail.first_month_number then 1
                else 0
            end as integer
        ) as fiscal_year,
        cast((retail.month_number - retail.first_month_number + 12) % 12 // 3 + 1 as integer) as fiscal_quarter,
        cast((retail.month_number - retail.first_month_number + 12) % 12 + 1 as integer) as fiscal_month,
        cast(retail.retail_year as integer) as retail_year,
        cast({{ retail_month('retail.retail_week') }} as integer) as retail_month,
        cast(retail.retail_week as integer) as retail_week,
        hijri.year_number as hijri_year,
        hijri.month_number as hijri_month,
        cast(date_diff('day', hijri.first_date, retail.calendar_date) + 1 as integer) as hijri_day,
        chinese.year_number as chinese_year,
        chinese.month_number as chinese_month,
        chinese.month_type = 'leap' as is_chinese_leap_month,
        cast(date_diff('day', chinese.first_date, retail.calendar_date) + 1 as integer) as chinese_day
    from retail
    left join months as hijri
        on
            hijri.calendar_code = 'hijri'
            and retail.calendar_date >= hijri.first_date and retail.calendar_date <= hijri.last_date
    left join months as chinese
        on
            chinese.calendar_code = 'chinese'
            and retail.calendar_date >= chinese.first_date and retail.calendar_date <= chinese.last_date
)

select * from final
