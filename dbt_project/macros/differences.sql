{# The rows in which two subqueries do not give the same sums. Both give the keys and the measures by name; a key that is
   null, or stands on one side only, is compared too.

   left, right   subqueries without brackets
   keys          columns that name a row
   measures      columns that are summed and must be equal #}
{% macro differences(left, right, keys, measures) -%}
with

stacked as (
    select
        {{ keys | join(", ") }},
        {%- for measure in measures %}
        cast({{ measure }} as decimal(38, 4)) as {{ measure }}{{ "," if not loop.last }}
        {%- endfor %}
    from ({{ left }}) as left_side
    union all
    select
        {{ keys | join(", ") }},
        {%- for measure in measures %}
        cast(-{{ measure }} as decimal(38, 4)) as {{ measure }}{{ "," if not loop.last }}
        {%- endfor %}
    from ({{ right }}) as right_side
),

summed as (
    select
        {{ keys | join(", ") }},
        {%- for measure in measures %}
        sum({{ measure }}) as {{ measure }}_difference{{ "," if not loop.last }}
        {%- endfor %}
    from stacked
    group by {{ keys | join(", ") }}
)

select *
from summed
where
    {%- for measure in measures %}
    {{ "or " if not loop.first }}{{ measure }}_difference <> 0
    {%- endfor %}
{%- endmacro %}
