{# The golden record: which record of one thing each field is taken from, by the rules of the seed `survivorship_rule`. #}

{# One row per record and filled field, with what the rules look at.

   records      a relation with the keys, the record's id, source_name, is_deleted and updated_at
   keys         columns that name a golden record
   record_id    the column with the record's id
   fields       {field: expression} #}
{% macro filled_fields(records, keys, record_id, fields) -%}
    {%- for field, value in fields.items() %}
    select
        {{ keys | join(", ") }},
        '{{ field }}' as field_name,
        cast({{ value }} as varchar) as field_value,
        source_name,
        {{ record_id }} as record_id,
        updated_at as observed_at,
        is_deleted,
        cast(null as bigint) as override_id
    from {{ records }}
    where {{ value }} is not null
    {{ "union all" if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{# The same rows for what people have overridden; `links` names each record's golden record.

   entity       customer, product or supplier
   since        a column of `links`: an override counts from its moment on; none says that it always does #}
{% macro overridden_fields(entity, links, keys, record_id, fields, since=none) -%}
    select
        {% for key in keys %}links.{{ key }}, {% endfor -%}
        overrides.field_name,
        overrides.field_value,
        overrides.source_name,
        overrides.record_id,
        overrides.recorded_at as observed_at,
        false as is_deleted,
        overrides.override_id
    from {{ source('identity', 'field_override') }} as overrides
    inner join {{ links }} as links
        on overrides.source_name = links.source_name and overrides.record_id = links.{{ record_id }}
    where
        overrides.entity = '{{ entity }}'
        and overrides.field_name in ('{{ fields | join("', '") }}')
        {%- if since %}
        and overrides.recorded_at <= links.{{ since }}
        {%- endif %}
{%- endmacro %}

{# One row per golden record and field: of its filled fields the one that survives. What a person said last is before
   everything, a record that is still there before a deleted one, a source of a better place in the configuration before
   others; then the field's rule decides, then the newer record, then its name. #}
{% macro survivors(entity, filled, keys) -%}
    select
        {{ keys | join(", ") }},
        field_name,
        field_value,
        source_name,
        record_id,
        case when override_id is null then rule_name else 'override' end as rule_name,
        observed_at,
        override_id
    from ({{ ruled(entity, filled, keys) }}) as ruled_fields
    qualify row_number() over (
        partition by {{ keys | join(", ") }}, field_name
        order by
            override_id desc nulls last,
            is_deleted asc,
            {{ precedence('ruled_fields') }} asc,
            rule_rank asc,
            observed_at desc nulls last,
            source_name asc,
            record_id asc
    ) = 1
{%- endmacro %}

{# Filled fields with their rule and the place that it gives them; a field without a rule has that of the newest. #}
{% macro ruled(entity, filled, keys) -%}
    select
        filled.*,
        coalesce(rules.rule_name, 'most_recent') as rule_name,
        case rules.rule_name
            when 'source_priority' then {{ source_place('filled.source_name', 'rules.source_order') }}
            when 'most_complete' then -({{ completeness('filled') }})
            when 'most_frequent' then -sum(case when filled.is_deleted then 0 else 1 end) over (
                partition by filled.{{ keys | join(", filled.") }}, filled.field_name, lower(filled.field_value)
            )
            else 0
        end as rule_rank
    from {{ filled }} as filled
    left join {{ ref('survivorship_rule') }} as rules
        on filled.field_name = rules.field_name and rules.entity = '{{ entity }}'
{%- endmacro %}

{# How much a value says: its length; of an address first how many of its parts there are. #}
{% macro completeness(alias) -%}
    case
        when {{ alias }}.field_name = 'address'
            then
                10000 * (
                    {%- for part in address_parts() %}
                    case when {{ address_part(alias ~ '.field_value', part) }} is null then 0 else 1 end
                    {{- " +" if not loop.last }}
                    {%- endfor %}
                )
        else 0
    end + length({{ alias }}.field_value)
{%- endmacro %}

{# The place of a source in an order such as `erp > crm > storefront`, which names sources, or what systems are to the
   company as the configuration says it; whatever it does not name comes behind. #}
{% macro source_place(name, order) -%}
    {%- set systems = var("source_systems", {}) -%}
    coalesce(
        {%- if systems and systems is mapping %}
        case {{ name }}
            {%- for source, words in systems.items() %}
            when '{{ source }}'
                then least({% for word in [source] + words %}{{ place_in(order, "'" ~ word ~ "'") }}{{ ", " if not loop.last }}{% endfor %})
            {%- endfor %}
        end,
        {%- endif %}
        {{ place_in(order, name) }},
        9999
    )
{%- endmacro %}

{% macro place_in(order, word) -%}
    nullif(strpos(' ' || {{ order }} || ' ', ' ' || {{ word }} || ' '), 0)
{%- endmacro %}

{# `filled_fields` where each field is a column of its own name. #}
{% macro filled_columns(records, keys, record_id, names) -%}
    {%- set fields = {} -%}
    {%- for name in names -%} {%- do fields.update({name: name}) -%} {%- endfor -%}
    {{ filled_fields(records, keys, record_id, fields) }}
{%- endmacro %}
