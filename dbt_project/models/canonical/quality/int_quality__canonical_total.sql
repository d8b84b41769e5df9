with

{% for entity, measure in fed_measures().items() %}
{% set date_column, amount_column, currency_column = measure %}
{{ entity }}_total as (
    select
        source_name,
        '{{ entity }}' as entity,
        {{ date_column or "cast(null as date)" }} as control_date,
        {{ currency_column or "cast(null as varchar)" }} as currency_code,
        count(*) as warehouse_row_count,
        {% if amount_column %}
        coalesce(sum(cast({{ amount_column }} as decimal(18, 4))), 0) as warehouse_amount
        {% else %}
        0 as warehouse_amount
        {% endif %}
    from {{ ref(entity) }}
    group by 1, 2, 3, 4
),

{% endfor %}
final as (
    {% for entity in fed_measures() %}
    select * from {{ entity }}_total
    {{ "union all" if not loop.last }}
    {% endfor %}
)

select
    source_name,
    entity,
    control_date,
    currency_code,
    warehouse_row_count,
    cast(warehouse_amount as decimal(38, 4)) as warehouse_amount
from final
