{# The 4-5-4 calendar of retail: weeks of seven days, quarters of 4, 5 and 4 weeks, and a 53rd week in the last month when
   it is needed, as the American National Retail Federation counts. #}

{# First day of a retail year: the weekday (1 for Monday) that is nearest to the first of February. #}
{% macro retail_year_start(year, weekday) -%}
    cast(make_date(cast({{ year }} as integer), 2, 4) as date)
    - cast((extract(isodow from make_date(cast({{ year }} as integer), 2, 4)) - {{ weekday }} + 7) % 7 as integer)
{%- endmacro %}

{# Month of the retail year that a week lies in. #}
{% macro retail_month(week) -%}
    3 * least(({{ week }} - 1) // 13, 3)
    + case
        when {{ week }} - 13 * least(({{ week }} - 1) // 13, 3) <= 4 then 1
        when {{ week }} - 13 * least(({{ week }} - 1) // 13, 3) <= 9 then 2
        else 3
    end
{%- endmacro %}
