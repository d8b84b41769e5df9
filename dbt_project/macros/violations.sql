{# Every broken rule of a relation with the number of rows that break it, and whether that stops the release (level 2)
   or is a warning on it (level 1): what a source writes in a text field may never stop the others' figures.

   relation    what is checked: a model, or a subquery in brackets
   grain       columns that name a row; repeated combinations are counted
   not_null    columns that are always filled
   expected    columns that a good source fills; a warning
   accepted    {column: [values]}; null is accepted; a warning
   references  {column: model} or {column: [model, column]}; null refers to nothing
   rules       {name: condition}; rows for which the condition is false are counted, unknown is not false #}
{% macro violations(relation, grain, not_null=[], expected=[], accepted={}, references={}, rules={}) -%}
{%- set checks = [] -%}
{%- for column in not_null -%}
    {%- do checks.append(["not_null(" ~ column ~ ")", column ~ " is null", 2]) -%}
{%- endfor -%}
{%- for column in expected -%}
    {%- do checks.append(["expected(" ~ column ~ ")", column ~ " is null", 1]) -%}
{%- endfor -%}
{%- for column, values in accepted.items() -%}
    {%- do checks.append(["accepted(" ~ column ~ ")", column ~ " not in ('" ~ values | join("', '") ~ "')", 1]) -%}
{%- endfor -%}
{%- for name, condition in rules.items() -%}
    {%- do checks.append([name, "not (" ~ condition ~ ")", 2]) -%}
{%- endfor -%}
with

row_counts as (
    select
        {%- for name, fault, level in checks %}
        count(*) filter (where {{ fault }}) as check_{{ loop.index }},
        {%- endfor %}
        count(*) as row_count
    from {{ relation }} as checked
),

repeated as (
    select {{ grain | join(", ") }}
    from {{ relation }} as checked
    group by {{ grain | join(", ") }}
    having count(*) > 1
),

{% for column, target in references.items() %}
{%- set model, key = (target, column) if target is string else (target[0], target[1]) %}
orphans_{{ loop.index }} as (
    select count(*) as failing_rows
    from {{ relation }} as checked
    left join {{ ref(model) }} as target on checked.{{ column }} = target.{{ key }}
    where checked.{{ column }} is not null and target.{{ key }} is null
),

{% endfor %}
found as (
    select 'unique({{ grain | join(", ") }})' as rule_name, count(*) as failing_rows, 2 as level from repeated
    {%- for name, fault, level in checks %}
    union all
    select '{{ name }}' as rule_name, check_{{ loop.index }} as failing_rows, {{ level }} as level from row_counts
    {%- endfor %}
    {%- for column, target in references.items() %}
    union all
    select 'references({{ column }})' as rule_name, failing_rows, 2 as level from orphans_{{ loop.index }}
    {%- endfor %}
)

select rule_name, failing_rows, level
from found
where failing_rows > 0
{%- endmacro %}
