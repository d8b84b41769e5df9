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

{# What one unit of each product is sold at before discounts, in group currency: the median of its order lines. Where that
   is more than five times, or less than a fifth, of what its style sells at (its category, where its style has fewer than
   three lines), the price of one of few lines has slipped, and that of the style counts. #}
{% macro unit_prices() %}
    select
        own.product_key,
        case
            when coalesce(own.unit_price between kinds.unit_price / 5 and kinds.unit_price * 5, true) then own.unit_price
            else kinds.unit_price
        end as unit_price
    from (
        select
            lines.product_key,
            median(lines.gross_amount_group / lines.ordered_qty) as unit_price
        from {{ ref('fct_order_line') }} as lines
        where not lines.is_test and lines.ordered_qty > 0 and lines.gross_amount_group is not null
        group by lines.product_key
    ) as own
    left join (
        select
            products.product_key,
            coalesce(styles.unit_price, categories.unit_price) as unit_price
        from {{ ref('dim_product') }} as products
        left join ({{ prices_of('style_code') }}) as styles on products.style_code = styles.kind
        left join ({{ prices_of('category_name') }}) as categories on products.category_name = categories.kind
    ) as kinds on own.product_key = kinds.product_key
{% endmacro %}

{% macro prices_of(column) %}
            select
                products.{{ column }} as kind,
                median(lines.gross_amount_group / lines.ordered_qty) as unit_price
            from {{ ref('fct_order_line') }} as lines
            inner join {{ ref('dim_product') }} as products on lines.product_key = products.product_key
            where not lines.is_test and lines.ordered_qty > 0 and lines.gross_amount_group is not null
            group by products.{{ column }}
            having count(*) >= 3
{% endmacro %}

{# The nine quantiles of a forecast, as columns of a table. #}
{% macro nine_quantiles(relation) -%}
    {%- for level in ['025', '05', '10', '25', '50', '75', '90', '95', '975'] -%}
        {{ relation }}.q{{ level }}_qty{{ ",\n        " if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{# Styles in one colour, by the name under which they are forecast. #}
{% macro style_options() %}
    select
        style_code || ' ' || coalesce(colour_name, '?') as option_name,
        style_code,
        colour_name,
        min(product_name) as product_name,
        min(category_name) as category_name
    from {{ ref('dim_product') }}
    where style_code is not null
    group by style_code, colour_name
{% endmacro %}

{# What each supplier took for a unit of each product when it was ordered last. #}
{% macro last_prices() %}
    select product_key, supplier_key, unit_price_amount, currency_code
    from {{ ref('fct_purchase_order_line') }}
    where purchase_order_status <> 'cancelled'
    qualify row_number() over (
        partition by product_key, supplier_key order by order_date desc, purchase_order_line_key asc
    ) = 1
{% endmacro %}

{# How many times what was said a total may come to, at its low (0.1) or high (0.9) end: what 1 or 9 of 10 totals of the
   back-test came to. Where that lies on the other side of what was said, it is no end of a range: instead, as far as
   totals were off that are right on average, exp(± t(0.9, n) × root mean square of the n logarithms), at most three
   times, and that where no total ever came to anything. t by its expansion about the normal quantile; 4 % short for one
   trial, 0.3 % for two. #}
{% macro range_end(ratio, level) -%}
    {%- set trials = 'count(case when ' ~ ratio ~ ' > 0 then 1 end)' -%}
    {%- set student = '(1.281552 + 0.846591 / n + 0.570917 / n ^ 2 + 0.258 / n ^ 3)'.replace('n', trials) -%}
    {%- set spread = 'sqrt(avg(ln(case when ' ~ ratio ~ ' > 0 then ' ~ ratio ~ ' end) ^ 2))' -%}
    case
        when quantile_disc({{ ratio }}, {{ level }}) {{ '<' if level < 0.5 else '>' }} 1
            then quantile_disc({{ ratio }}, {{ level }})
        else exp({{ '-' if level < 0.5 else '' }}least({{ student }} * {{ spread }}, ln(3)))
    end
{%- endmacro %}
