{# The weeks that planning looks at. Weeks begin on Monday; the week of the run's clock counts as past only when its
   Sunday is the clock's day. #}

{% macro weeks_ahead() -%}
    13
{%- endmacro %}

{% macro weeks_back() -%}
    26
{%- endmacro %}

{# Monday of the first week that is not over yet. #}
{% macro this_week() -%}
    cast(date_trunc('week', {{ as_of() }} + 1) as date)
{%- endmacro %}

{# A source whose counts of stock are planned with. Where a logistics partner counts what lies in its places, the stock in
   other systems' books is left out: it may be the same goods, and no system says which of its places is the partner's. #}
{% macro counts_stock(source_name) -%}
    (
        {{ source_name }} in (select source_name from {{ ref('dim_location') }} where location_type = '3pl')
        or not exists (select 1 from {{ ref('dim_location') }} where location_type = '3pl')
    )
{%- endmacro %}
