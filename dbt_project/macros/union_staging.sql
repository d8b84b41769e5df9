{# One canonical entity: the union of every staging model that exists for it, column by column as the contract has them.
   `staging_models` is written by the assembly of the project; with no staging model the table is there, typed and empty,
   and a run makes it from the contract without this model. #}
{% macro union_staging(entity) -%}
{%- set models = staging_models(entity) -%}
{%- if not models -%} {{ config(tags=["unfed"]) }} {%- endif -%}
{%- set columns = canonical_columns(entity) -%}
with

{% for model in models %}
{{ model }} as (
    select
        {%- for name, type in columns %}
        {{ canonical_column(model, entity, name, type) }} as {{ name }}{{ "," if not loop.last }}
        {%- endfor %}
    from {{ ref(model) }}
),

{% endfor %}
final as (
    {%- for model in models %}
    select * from {{ model }}
    {{ "union all" if not loop.last }}
    {%- else %}
    select
        {%- for name, type in columns %}
        cast(null as {{ type }}) as {{ name }}{{ "," if not loop.last }}
        {%- endfor %}
    where false
    {%- endfor %}
)

select * from final
{%- endmacro %}

{# A row of which no source says that it is deleted is there, if its day lies where its system counts; a code that a person
   has mapped is what the person said. #}
{% macro canonical_column(model, entity, name, type) -%}
    {%- if name == "is_deleted" -%}
        coalesce(cast(is_deleted as boolean), false){{ or_outside_period(entity) }}
    {%- elif type == "varchar" -%} cast({{ canonical_code(model, entity, name) }} as {{ type }})
    {%- else -%} cast({{ name }} as {{ type }})
    {%- endif -%}
{%- endmacro %}
