{# Shares that add up exactly: the largest remainder in whole minor units. #}

{# Decimals of the group's currency. #}
{% macro group_minor_unit() -%}
    (select max(minor_unit) from {{ ref('currency') }} where currency_code = {{ group_currency() }})
{%- endmacro %}

{# The smallest units of the group's currency in one of it: 1, 100 or 1000. #}
{% macro group_minor_units() -%}
    (
        select case max(minor_unit) when 0 then 1 when 3 then 1000 else 100 end
        from {{ ref('currency') }}
        where currency_code = {{ group_currency() }}
    )
{%- endmacro %}

{# Rows with their share of an amount, as `share_amount`. Over the rows of one whole the shares add up to its amount
   exactly: each is a whole number of minor units, the units that are left go to the largest remainders, and a fraction
   of a unit in the amount goes to the first of them. A weight that is null or below zero counts as zero; a whole whose
   weights are all zero is not shared (null), and whoever uses it counts that.

   relation   a relation with the columns below and `minor_units`
   columns    its columns that are handed on
   whole      column that names what is shared
   amount     column with the amount of the whole, the same on each of its rows
   weight     column with the row's weight
   part       column that names the row within the whole, for the order of equal remainders #}
{% macro shared(relation, columns, whole, amount, weight, part) -%}
    select
        {{ columns | join(", ") }},
        case
            when total_weight > 0 then cast(
                sign({{ amount }}) * (
                    floor_units
                    + case when place <= units - sum(floor_units) over (partition by {{ whole }}) then 1 else 0 end
                ) / minor_units as decimal(18, 4)
            ) + case when place = 1 then {{ amount }} - cast(sign({{ amount }}) * units / minor_units as decimal(18, 4)) else 0 end
        end as share_amount
    from (
        select
            *,
            row_number() over (
                partition by {{ whole }} order by exact_units - floor_units desc, {{ part }} asc
            ) as place
        from (
            select *, units * share_weight / nullif(total_weight, 0) as exact_units,
                floor(units * share_weight / nullif(total_weight, 0)) as floor_units
            from (
                select
                    *,
                    greatest(coalesce(cast({{ weight }} as decimal(28, 6)), 0), 0) as share_weight,
                    sum(greatest(coalesce(cast({{ weight }} as decimal(28, 6)), 0), 0)) over (partition by {{ whole }})
                        as total_weight,
                    round(abs({{ amount }}) * minor_units) as units
                from {{ relation }}
            ) as weighed
        ) as floored
    ) as placed
{%- endmacro %}
