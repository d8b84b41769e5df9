{# The codes of other systems as ours. What a person has mapped (`entrepot codes`) is before what staging knows, and what
   neither knows stays as the source wrote it: it stands in the inbox of unmapped codes, with its rows and money. #}

{# A source's code as the code of a canonical column.

   column   the column in base, such as 'orders.status'; its source_name is taken from the same table
   target   the canonical column, such as 'sales_order.order_status'
   codes    {theirs: ours}; none says that the code means nothing to us, which is null
   source   where source_name stands, if `column` is an expression over a join #}
{% macro map_code(column, target, codes={}, source=none) -%}
    {%- set parts = column.split(".") -%}
    {%- set name = source or (parts[0] ~ ".source_name" if parts | length == 2 and "(" not in column else "source_name") -%}
    {%- set text = "cast(" ~ column ~ " as varchar)" -%}
    case{{ mapped_by_people(name, text, target) }}
        {%- for theirs, ours in codes.items() %}
        when {{ text }} = {{ code_literal(theirs) }} then {{ code_literal(ours) }}
        {%- endfor %}
        else {{ text }}
    end
{%- endmacro %}

{# The same for a canonical column that its staging model does not map by `map_code`: only what people have said. #}
{% macro canonical_code(model, entity, column) -%}
    {%- set target = entity ~ "." ~ column -%}
    {%- set said = "" if target in self_mapping_columns(model) else mapped_by_people("source_name", column, target) -%}
    {%- if said %} case{{ said }} else {{ column }} end {%- else -%} {{ column }} {%- endif -%}
{%- endmacro %}

{# `when` branches of what people have mapped of one canonical column, or of every column of its name (`*.unit_code`). #}
{% macro mapped_by_people(name, text, target) -%}
    {%- for source, theirs, ours in people_mappings(target) %}
        when {{ name }} = {{ code_literal(source) }} and {{ text }} = {{ code_literal(theirs) }} then {{ code_literal(ours) }}
    {%- endfor -%}
{%- endmacro %}

{# What people have mapped of one canonical column: source, its code, ours. The run gives it as a variable. #}
{% macro people_mappings(target) -%}
    {%- set mappings = var("code_mappings", {}) -%}
    {%- if mappings is not mapping -%} {{ return([]) }} {%- endif -%}
    {{ return(mappings.get(target, []) + mappings.get("*." ~ target.split(".")[1], [])) }}
{%- endmacro %}

{# The currency of an extract's own total as canonical has it: a currency that a person has mapped is what they said. #}
{% macro control_currency() -%}
    {%- set branches = [] -%}
    {%- for entity, measure in fed_measures().items() if measure[2] -%}
        {%- set said = mapped_by_people("source_name", "currency_code", entity ~ "." ~ measure[2]) -%}
        {%- if said -%}
            {%- do branches.append("when entity = '" ~ entity ~ "' then case" ~ said ~ " else currency_code end") -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if branches %} case {{ branches | join(" ") }} else currency_code end {%- else -%} currency_code {%- endif -%}
{%- endmacro %}

{% macro code_literal(code) -%}
    {%- if code is none -%} cast(null as varchar) {%- else -%} '{{ code | string | replace("'", "''") }}' {%- endif -%}
{%- endmacro %}
