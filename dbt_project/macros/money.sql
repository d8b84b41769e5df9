{# Amounts in the group's currency, ratios. Rates come from fct_exchange_rate_daily and from nowhere else. #}

{# Joins the day's rate into the group's currency, or the rate of another kind: `closing` and `month_average` are those of
   the day's month, `base` is the one of the base period. An amount that is already in the group's currency needs no date:
   its rate is 1 on every day, so that it is never lost for a date that could not be read. #}
{% macro join_rate(currency, on_date, alias='rates', rate_type='spot') -%}
    {%- if rate_type == 'spot' -%}
    left join {{ ref('fct_exchange_rate_daily') }} as {{ alias }}
        on
            {{ currency }} = {{ alias }}.from_currency_code
            and case when {{ currency }} = {{ group_currency() }} then {{ as_of() }} else {{ on_date }} end
            = {{ alias }}.rate_date
    {%- else -%}
    left join {{ ref('fct_exchange_rate') }} as {{ alias }}
        on
            {{ currency }} = {{ alias }}.from_currency_code
            and {{ alias }}.to_currency_code = {{ group_currency() }}
            and {{ alias }}.rate_type = '{{ rate_type }}'
            and {{ base_period_end() if rate_type == 'base' else 'last_day(' ~ on_date ~ ')' }} = {{ alias }}.rate_date
    {%- endif -%}
{%- endmacro %}

{# The last day of the base period of constant currency: of the calendar year before the run's. #}
{% macro base_period_end() -%}
    cast(date_trunc('year', {{ as_of() }}) - interval 1 day as date)
{%- endmacro %}

{# Joins the day's rate into the currency of a company's books, which takes a company. #}
{% macro join_functional_rate(currency, local_currency, on_date, alias='functional_rates') -%}
    left join {{ ref('fct_exchange_rate_spot') }} as {{ alias }}
        on
            {{ currency }} = {{ alias }}.from_currency_code
            and {{ local_currency }} = {{ alias }}.to_currency_code
            and {{ on_date }} = {{ alias }}.rate_date
{%- endmacro %}

{# An amount of a source in the currency of a company's books: as given if it already is, else rounded once to the minor
   unit of that currency. No company or no rate: null. #}
{% macro to_local(amount, currency, local_currency, alias='functional_rates') -%}
    case
        when {{ currency }} = {{ local_currency }} then cast({{ amount }} as decimal(18, 4))
        else {{ round_money(amount ~ ' * ' ~ alias ~ '.exchange_rate', alias ~ '.minor_unit') }}
    end
{%- endmacro %}

{# The part of an amount that falls on the first so many of its units, rounded once to a currency's minor unit; all of it,
   as given, once all units are there. The difference of two such parts is the part in between: parts of a whole that are
   cut this way one after the other add up to it exactly. #}
{% macro part_until(amount, units, all_units, minor_unit) -%}
    case
        when {{ units }} >= {{ all_units }} then cast({{ amount }} as decimal(18, 4))
        else {{ round_money(
            'cast(' ~ amount ~ ' as double) * cast(' ~ units ~ ' as double) / nullif(cast(' ~ all_units ~ ' as double), 0)',
            minor_unit
        ) }}
    end
{%- endmacro %}

{# An amount of a source in the group's currency: as given if it already is, with its fractions of a cent; else amount ×
   rate, rounded once, half away from zero, to the minor unit of the group's currency. No rate: null. #}
{% macro to_group(amount, alias='rates') -%}
    case
        when {{ alias }}.rate_source = 'same' then cast({{ amount }} as decimal(18, 4))
        else {{ round_money(amount ~ ' * ' ~ alias ~ '.exchange_rate', alias ~ '.minor_unit') }}
    end
{%- endmacro %}

{# An amount that we computed ourselves, such as quantity × unit cost, in the group's currency: always rounded. #}
{% macro computed_to_group(amount, alias='rates') -%}
    case
        when {{ alias }}.rate_source = 'same' then {{ round_money(amount, alias ~ '.minor_unit') }}
        else {{ round_money(amount ~ ' * ' ~ alias ~ '.exchange_rate', alias ~ '.minor_unit') }}
    end
{%- endmacro %}

{# Rounds half away from zero to 0, 2 or 3 decimals (ISO 4217); the number of decimals may be a column. #}
{% macro round_money(expression, minor_unit) -%}
    case {{ minor_unit }}
        when 0 then cast(round({{ expression }}, 0) as decimal(18, 4))
        when 3 then cast(round({{ expression }}, 3) as decimal(18, 4))
        else cast(round({{ expression }}, 2) as decimal(18, 4))
    end
{%- endmacro %}

{# A quantity times an amount of one unit. Wide before it is multiplied: DuckDB keeps the product of two 18-digit decimals
   within 18 digits and overflows. #}
{% macro extended(quantity, unit_amount) -%}
    cast(round(cast({{ quantity }} as decimal(20, 4)) * {{ unit_amount }}, 4) as decimal(18, 4))
{%- endmacro %}

{# A fraction; null when there is nothing to divide by, never 0 or 100 %. #}
{% macro ratio(numerator, denominator) -%}
    cast({{ numerator }} / nullif({{ denominator }}, 0) as decimal(18, 8))
{%- endmacro %}

{# The sum of what is known, 0 when there is nothing. #}
{% macro total(expression, condition=none) -%}
    cast(
        coalesce(sum({{ expression }}){% if condition %} filter (where {{ condition }}){% endif %}, 0) as decimal(18, 4)
    )
{%- endmacro %}

{# The part of an amount that falls on some of its units: those that end at so many of all. The parts of a whole, cut one
   after the other, add up to it exactly. #}
{% macro part_between(amount, units_then, units, all_units, minor_unit) -%}
    cast(
        {{ part_until(amount, units_then, all_units, minor_unit) }}
        - {{ part_until(amount, '(' ~ units_then ~ ' - ' ~ units ~ ')', all_units, minor_unit) }} as decimal(18, 4)
    )
{%- endmacro %}
