{# Days of one moment in several zones, and what becomes of a sale. #}

{# The day of a moment (UTC) in a time zone. A moment at midnight sharp is a day without a time, which no zone moves; a
   zone that is not known leaves the day as the source has it. #}
{% macro day_in_zone(moment, zone, own_date, shifts) -%}
    case
        when {{ moment }} is null or {{ zone }} is null or {{ moment }} = date_trunc('day', {{ moment }}) then {{ own_date }}
        when {{ shifts }}.shift_seconds is not null
            then cast({{ moment }} + {{ shifts }}.shift_seconds * interval 1 second as date)
        else cast(({{ moment }} at time zone 'UTC') at time zone {{ zone }} as date)
    end
{%- endmacro %}

{# Joins how far the clocks of a zone are ahead of UTC on a moment's day; nothing where they change on that day. #}
{% macro join_zone_day(moment, zone, alias) -%}
    left join {{ ref('xref_time_zone_day') }} as {{ alias }}
        on {{ zone }} = {{ alias }}.time_zone and cast({{ moment }} as date) = {{ alias }}.utc_date
{%- endmacro %}

{# Seconds that the clocks of a zone are ahead of UTC at a moment. #}
{% macro zone_shift(moment, zone) -%}
    date_diff('second', {{ moment }}, ({{ moment }} at time zone 'UTC') at time zone {{ zone }})
{%- endmacro %}

{# What a reversal makes of a sale. #}
{% macro event_of_reversal(reversal_type) -%}
    case {{ reversal_type }}
        when 'cancellation' then 'cancelled'
        when 'undelivered' then 'refused'
        when 'exchange' then 'exchanged'
        when 'appeasement' then 'appeased'
        when 'chargeback' then 'charged_back'
        else 'returned'
    end
{%- endmacro %}

{# Four amounts of one row in another currency. The discount is the difference, so that gross - discount = net there too. #}
{% macro converted_amounts(alias, suffix, convert, args) -%}
    {%- set gross = convert(alias ~ '.gross_amount', *args) -%}
    {%- set net = convert(alias ~ '.net_amount', *args) -%}
    {{ gross }} as gross_amount_{{ suffix }},
        {{ gross }} - {{ net }} as discount_amount_{{ suffix }},
        {{ net }} as net_amount_{{ suffix }},
        {{ convert(alias ~ '.tax_amount', *args) }} as tax_amount_{{ suffix }}
{%- endmacro %}

{# What counts for the group: what our companies sell to each other does not. #}
{% macro is_of_the_group(rows='') -%}
    not coalesce({{ rows ~ '.' if rows }}is_intercompany, false)
{%- endmacro %}

{# The band of a unit's price before discounts, in the group's currency. #}
{% macro price_band(amount, quantity) -%}
    case
        when {{ amount }} / nullif({{ quantity }}, 0) < 50 then 'below 50'
        when {{ amount }} / nullif({{ quantity }}, 0) < 100 then '50 to 100'
        when {{ amount }} / nullif({{ quantity }}, 0) < 200 then '100 to 200'
        when {{ amount }} / nullif({{ quantity }}, 0) >= 200 then '200 and more'
        else 'unknown'
    end
{%- endmacro %}

{# A month beside those that it is compared with: rows of `relation` as the month itself (side 1) and as the base of the
   next month and of the same month a year later (side 0). #}
{% macro both_sides(relation, columns) -%}
    {%- for comparison, months in [('month_before', 1), ('year_before', 12)] %}
    {%- for side in [1, 0] %}
    select
        '{{ comparison }}' as comparison_type,
        cast(month_start_date{{ " + interval " ~ months ~ " month" if side == 0 }} as date) as month_start_date,
        {{ side }} as side,
        {{ columns | join(', ') }}
    from {{ relation }}
    {{ "union all" if not (loop.last and months == 12) }}
    {%- endfor %}
    {%- endfor %}
{%- endmacro %}

{# The channel as it is planned: the web shop and the app are one. #}
{% macro channel_group(channel_code) -%}
    case when {{ channel_code }} in ('web', 'app') then 'online' else {{ channel_code }} end
{%- endmacro %}

{# Whether an order counts for repeat rates, baskets and values of an order: a consumer bought something. What was sent for
   nothing, exchanged, or sold to staff, a business or on a marketplace does not count. #}
{% macro is_sale_to_a_consumer(orders='') -%}
    {%- set of = orders ~ '.' if orders else '' -%}
    coalesce({{ of }}order_type, 'consumer') = 'consumer' and {{ of }}total_amount is distinct from 0
{%- endmacro %}

{# Whether somebody ordered anew: an exchange and goods that are sent again belong to the order before. #}
{% macro is_new_order(orders='') -%}
    coalesce({{ orders ~ '.' if orders }}order_type, 'consumer') not in ('exchange', 'replacement')
{%- endmacro %}

{# Whether goods went to a consumer, sold, exchanged or sent again: they can come back. #}
{% macro went_to_a_consumer(lines) -%}
    coalesce({{ lines }}.order_type, 'consumer') in ('consumer', 'exchange', 'replacement')
{%- endmacro %}

{# Orders of consumers, in the order in which each customer placed them. An order of gift cards alone sells nothing yet and
   is not among the `valued` ones. #}
{% macro orders_of_consumers(valued) -%}
    select
        sales_order_key,
        customer_key,
        market_code,
        channel_code,
        order_date,
        row_number() over placed as order_number_of_customer,
        lead(order_date) over placed as next_order_date
    from {{ ref('fct_order') }}
    where
        sales_order_key in (select {{ valued }}.sales_order_key from {{ valued }})
        and not is_test and not is_cancelled and customer_key <> 'unknown'
        and order_date is not null and {{ is_sale_to_a_consumer() }}
    window placed as (partition by customer_key order by ordered_at, sales_order_key)
{%- endmacro %}

{# Selects the channels whose money is forecast: those that are planned and sell, or that sell where nothing is planned. A
   target of a channel that no source tells of is left out. #}
{% macro planned_channels() -%}
select channel_group_code
    from {{ ref('mart_sales__kpi_compared') }}
    group by channel_group_code
    having
        (sum(abs(target_amount_group)) > 0 or not exists (select 1 from {{ ref('fct_target') }}))
        and sum(abs(net_sales_amount_group)) > 0
{%- endmacro %}
