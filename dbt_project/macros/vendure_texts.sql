{# A query that yields of the translations of one thing the one in the shop's first language, else the first. #}
{% macro vendure_texts(table, owner) -%}
    select texts.*
    from {{ ref('base_vendure__' ~ table) }} as texts
    left join {{ ref('base_vendure__channel') }} as channels
        on texts.source_name = channels.source_name and channels.channel_code = '__default_channel__'
    where not texts._is_deleted
    qualify row_number() over (
        partition by texts.source_name, texts.{{ owner }}
        order by coalesce(texts.language_code = channels.default_language_code, false) desc, texts.translation_id asc
    ) = 1
{%- endmacro %}
