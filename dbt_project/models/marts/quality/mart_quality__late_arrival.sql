with

-- Each extract with the one before it of the same table: what is of an earlier day than that one came late.
arrivals as (
    select
        batch_id,
        extracted_at,
        lag(extracted_at) over (
            partition by source_name, table_name order by extracted_at, batch_id
        ) as previous_extracted_at
    from {{ source('run', 'batch') }}
    where status = 'admitted'
),

later as (
    select *
    from arrivals
    where previous_extracted_at < extracted_at
),

{% set read = [] %}
{% for entity, measure in fed_measures().items() if measure[0] and entity != "exchange_rate" %}
{% do read.append(entity) %}
{{ entity }}_rows as (
    select
        held.source_name,
        '{{ entity }}' as entity,
        held.{{ measure[0] }} as business_date,
        {{ "held." ~ measure[2] if measure[2] else "cast(null as varchar)" }} as currency_code,
        cast({{ "held." ~ measure[1] if measure[1] and measure[2] else "null" }} as decimal(38, 4)) as money_amount,
        later.extracted_at
    from {{ ref(entity) }} as held
    inner join later on held.batch_id = later.batch_id
    where
        held.{{ measure[0] }} < cast(later.previous_extracted_at as date)
        and coalesce(held.updated_at > later.previous_extracted_at, true)
),

{% endfor %}
stacked as (
    {% for entity in read %}
    select * from {{ entity }}_rows
    {{ "union all" if not loop.last }}
    {% endfor %}
),

final as (
    select
        source_name,
        entity,
        business_date,
        currency_code,
        extracted_at,
        cast(datediff('day', business_date, cast(extracted_at as date)) as integer) as late_days,
        count(*) as row_count,
        sum(money_amount) as money_amount
    from stacked
    group by source_name, entity, business_date, currency_code, extracted_at
)

select * from final
