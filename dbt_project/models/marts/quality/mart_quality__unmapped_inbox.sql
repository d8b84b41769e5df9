with countries as (

    select country_code from {{ ref('country_market') }}

),

currencies as (

    select currency_code from {{ ref('currency') }}

),

own_lists as (

    select column_name, code from {{ ref('code_list') }}

),

{% set read = [] %}
{% for entity, measure in fed_measures().items() %}
{% set table, conditions = ref(entity), unmapped_conditions(entity) %}
{% if conditions %}
{% do read.append(entity) %}
{{ entity }}_codes as (
    select
        source_name,
        '{{ entity }}' as entity,
        unnest([
            {% for name, condition in conditions %}
            {{ unmapped_code(name, condition) }}{{ "," if not loop.last }}
            {% endfor %}
        ]) as held,
        {{ measure[1] if measure[2] else "cast(null as decimal(18, 4))" }} as money_amount,
        {{ measure[2] or "cast(null as varchar)" }} as currency_code,
        batch_id
    from {{ table }}
    where
        not is_deleted
        and ({% for _, condition in conditions %}({{ condition }}){{ " or " if not loop.last }}{% endfor %})
),

{% endif %}
{% endfor %}
stacked as (
    {% for entity in read %}
    select * from {{ entity }}_codes
    {{ "union all" if not loop.last }}
    {% endfor %}
),

final as (
    select
        stacked.source_name,
        stacked.entity,
        stacked.held.column_name,
        stacked.held.code as source_code,
        count(*) as row_count,
        cast(sum(stacked.money_amount) as decimal(38, 4)) as money_amount,
        stacked.currency_code,
        min(batches.extracted_at) as first_seen_at,
        max(batches.extracted_at) as last_seen_at
    from stacked
    left join {{ source('run', 'batch') }} as batches on stacked.batch_id = batches.batch_id
    where stacked.held.code not in ('', 'unknown')
    group by all
)

select * from final
