{# A key that is retired stands in no fact: its rows have moved to the key that stands for it. -#}
{{ config(meta={"dagster": {"ref": {"name": "dim_customer"}}}) }}

with

named as (
    {% for entity, facts in facts_by_entity().items() %}
    {% set last = loop.last %}
    {% for fact in facts %}
    select '{{ entity }}' as entity, '{{ fact }}' as fact, {{ entity }}_key as entity_key
    from {{ ref(fact) }}
    {{ "union all" if not (last and loop.last) }}
    {% endfor %}
    {% endfor %}
),

final as (
    select named.entity, named.fact, named.entity_key, count(*) as row_count
    from named
    inner join {{ source('identity', 'key_alias') }} as aliases
        on named.entity = aliases.entity and named.entity_key = aliases.retired_key
    group by named.entity, named.fact, named.entity_key
)

select * from final
