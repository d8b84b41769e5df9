{# Amounts of Vendure: integers in the minor unit of their currency, with or without tax as the row says. The
   arithmetic is Vendure's own, in floating point and rounded where it rounds, so that every amount is the shop's. #}

{# An integer amount as money. Staging reads no seed; a test holds these currencies against the one of minor units. #}
{% macro vendure_money(minor_amount, currency) -%}
    cast(
        cast({{ minor_amount }} as decimal(15, 0)) * (
            case
                when
                    {{ currency }} in (
                        'BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW',
                        'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF'
                    )
                    then 1.000
                when {{ currency }} in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then 0.001
                else 0.010
            end
        ) as decimal(18, 4)
    )
{%- endmacro %}

{# The sum of one field over a JSON list, each element divided first; no list is 0. It takes two functions: `reduce` of
   DuckDB 1.5 reads a column that its function refers to from the wrong row. #}
{% macro vendure_sum(json, field, divisor='1') -%}
    coalesce(
        reduce(
            list_transform(
                cast(json_extract(try_cast({{ json }} as json), '$[*].{{ field }}') as double[]),
                item -> item / {{ divisor }}
            ),
            (total, item) -> total + item,
            cast(0 as double)
        ),
        0
    )
{%- endmacro %}

{# The elements of a JSON list, numbered from 1. #}
{% macro vendure_places(json) -%}
    unnest(range(1, 1 + coalesce(len(try_cast({{ json }} as json[])), 0)))
{%- endmacro %}

{% macro vendure_rounded(amount) -%}
    cast(floor({{ amount }} + 0.5) as decimal(15, 0))
{%- endmacro %}

{% macro vendure_without_tax(price) -%}
    case
        when is_tax_included then {{ price }} - ({{ price }} - {{ price }} / ((100 + tax_rate) / 100)) else {{ price }}
    end
{%- endmacro %}

{% macro vendure_with_tax(price) -%}
    case when is_tax_included then {{ price }} else {{ price }} + {{ price }} * (tax_rate / 100) end
{%- endmacro %}

{# Whether a line counts as sold: its order was placed and is no part of another one, or has not arrived. #}
{% macro vendure_is_sold(orders) -%}
    (
        {{ orders }}.order_id is null
        or ({{ orders }}.placed_at is not null and {{ orders }}.order_type is distinct from 'Seller')
    )
{%- endmacro %}

{# A query that yields the rows of a base table on an order, and what it costs in the currency's minor unit: before
   discounts and after them without tax, after them with tax. #}
{% macro vendure_priced(table, quantity='1', ordered_quantity='1', adjustments="'[]'") -%}
    with
    rated as (
        select
            lines.*,
            orders.currency_code,
            orders.order_code,
            orders.placed_at,
            orders.updated_at as order_updated_at,
            json_extract_string(try_cast(orders.shipping_address as json), '$.countryCode') as country_code,
            {{ vendure_is_sold('orders') }} as is_sold,
            {{ quantity }} as pieces,
            {{ vendure_sum('lines.tax_lines', 'taxRate') }} as tax_rate,
            lines.list_price_minor + {{ vendure_sum(
                adjustments, 'amount', 'greatest(' ~ ordered_quantity ~ ', ' ~ quantity ~ ', 1)'
            ) }} as discounted_price
        from {{ ref('base_vendure__' ~ table) }} as lines
        left join {{ ref('base_vendure__orders') }} as orders
            on lines.source_name = orders.source_name and lines.order_id = orders.order_id
    ),

    charged as (
        select *, case when pieces = 0 then list_price_minor else discounted_price end as price from rated
    )

    select
        *,
        {{ vendure_rounded('(' ~ vendure_without_tax('list_price_minor') ~ ') * pieces') }} as listed_minor,
        {{ vendure_rounded('(' ~ vendure_without_tax('price') ~ ') * pieces') }} as net_minor,
        {{ vendure_rounded('(' ~ vendure_with_tax('price') ~ ') * pieces') }} as with_tax_minor,
        {{ vendure_rounded(vendure_without_tax('discounted_price')) }} as unit_net_minor,
        {{ vendure_rounded(vendure_with_tax('discounted_price')) }} as unit_with_tax_minor
    from charged
{%- endmacro %}

{# One field of one element of a JSON list. #}
{% macro vendure_field(json, place, field) -%}
    json_extract_string((try_cast({{ json }} as json[]))[{{ place }}], '$.{{ field }}')
{%- endmacro %}

{# What one of several parts gets of an integer amount, by its weight: the parts add up to the amount. The window goes
   over the parts of one whole in their order. #}
{% macro vendure_share(amount, weight, whole) -%}
    cast(
        coalesce(
            round({{ amount }} * sum({{ weight }}) over (partition by {{ whole }} order by place)
                / nullif(sum({{ weight }}) over (partition by {{ whole }}), 0))
            - round({{ amount }} * (sum({{ weight }}) over (partition by {{ whole }} order by place) - {{ weight }})
                / nullif(sum({{ weight }}) over (partition by {{ whole }}), 0)),
            case when place = 1 then {{ amount }} else 0 end
        ) as decimal(15, 0)
    )
{%- endmacro %}
