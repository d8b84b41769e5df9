{# What the facts of funds share. Rates come from join_rate of money.sql. #}

{# Joins two rates of a day: `rates` of a document's currency and `local_rates` of the currency of a company's books. #}
{% macro join_local_rate(currency, local_currency, on_date) -%}
{{ join_rate(currency, on_date) }}
    {{ join_rate(local_currency, on_date, 'local_rates') }}
    left join {{ ref('currency') }} as local_units on {{ local_currency }} = local_units.currency_code
{%- endmacro %}

{# An amount in the currency of the company's books: as given where the document has that currency, else through the
   group's currency at the day's rates, rounded once to the minor unit of the books. No company or no rate: null. #}
{% macro to_books(amount, currency, local_currency) -%}
    case
        when {{ currency }} = {{ local_currency }} then cast({{ amount }} as decimal(18, 4))
        else {{ round_money(
            'cast(' ~ amount ~ ' as double) * rates.exchange_rate / local_rates.exchange_rate',
            'coalesce(local_units.minor_unit, 2)'
        ) }}
    end
{%- endmacro %}

{# How an order's number is compared between systems: people leave out the sign before it, and spaces. #}
{% macro comparable_number(expression) -%}
    nullif(replace(replace(lower({{ expression }}), '#', ''), ' ', ''), '')
{%- endmacro %}

{# Joins the order that a row of another system speaks of: by the id in its own source, else by a number that only one
   order has. #}
{% macro join_order(alias) -%}
    left join {{ ref('fct_order') }} as own_orders
        on {{ alias }}.source_name = own_orders.source_name and {{ alias }}.sales_order_id = own_orders.sales_order_id
    left join {{ ref('xref_order_number') }} as numbers
        on {{ comparable_number(alias ~ '.order_reference') }} = numbers.comparable_order_number
{%- endmacro %}

{% macro joined_order() -%}
    coalesce(own_orders.sales_order_key, numbers.sales_order_key, 'unknown')
{%- endmacro %}

{# Joins the company of ours that a row names. #}
{% macro join_entity(alias) -%}
    left join {{ ref('dim_legal_entity') }} as entities
        on {{ alias }}.source_name = entities.source_name and {{ alias }}.legal_entity_id = entities.legal_entity_id
{%- endmacro %}

{# Age classes of open items, in days since they were due. #}
{% macro ageing_bucket(overdue_days) -%}
    case
        when {{ overdue_days }} is null then 'unknown'
        when {{ overdue_days }} <= 0 then 'not_due'
        when {{ overdue_days }} <= 30 then '1_30'
        when {{ overdue_days }} <= 60 then '31_60'
        when {{ overdue_days }} <= 90 then '61_90'
        else 'over_90'
    end
{%- endmacro %}

{# Who owes us what stands on an account of the ledger, as the configuration says; null for any other account. #}
{% macro clearing_type_of_account(account_code) -%}
    {%- set accounts = var("clearing_accounts", {}) -%}
    {%- if accounts -%}
    case {{ account_code }}
        {%- for code in accounts %} when '{{ code }}' then '{{ accounts[code] }}'{% endfor %}
    end
    {%- else -%} cast(null as varchar)
    {%- endif -%}
{%- endmacro %}

{# Whether a statement's line is of a sale on somebody else's platform, which pays us itself. #}
{% macro is_platform_sale(channel) -%}
    coalesce({{ channel }} = 'marketplace', false)
{%- endmacro %}

{# Who holds the money of a payment until it reaches our bank, by the name that a shop gives the means of payment: the
   carrier of a parcel paid at the door, nobody for gift cards, invoices and the till, else a provider. #}
{% macro holder_of_payment(method) -%}
    case
        when lower({{ method }}) like '%cash_on_delivery%' or lower({{ method }}) like '%cash on delivery%'
            or lower({{ method }}) in ('cod', 'contre_remboursement')
            then 'cod_carrier'
        when lower({{ method }}) like '%gift%card%' or lower({{ method }}) in (
                'store_credit', 'exchange_credit', 'manual', 'invoice', 'cash', 'bogus'
            )
            or lower({{ method }}) like '%bank%' or {{ method }} is null
            then 'nobody'
        else 'provider'
    end
{%- endmacro %}

{# Joins the month of a row in the books of its company: whether somebody closed it, and when. #}
{% macro join_period(entity, on_date) -%}
    left join {{ ref('dim_period') }} as periods
        on
            {{ entity }} = periods.legal_entity_key
            and cast(date_trunc('month', {{ on_date }}) as date) = periods.period_month
{%- endmacro %}

{# Whether a row became known after its month was closed. #}
{% macro is_late_for_period(entered_at) -%}
    coalesce({{ entered_at }} > periods.closed_at, false)
{%- endmacro %}

{# The day that finance counts a row on: its own, or if it came after its month was closed the first day of the next
   month that was open then. Needs join_period. #}
{% macro posting_date(entity, on_date, entered_at) -%}
    case
        when {{ is_late_for_period(entered_at) }}
            then (
                select min(later.period_month)
                from {{ ref('dim_period') }} as later
                where
                    later.legal_entity_key = case when {{ is_late_for_period(entered_at) }} then {{ entity }} end
                    and later.period_month > case when {{ is_late_for_period(entered_at) }} then {{ on_date }} end
                    and coalesce(later.closed_at, cast('9999-12-31' as timestamp))
                    >= case when {{ is_late_for_period(entered_at) }} then {{ entered_at }} end
            )
        else {{ on_date }}
    end
{%- endmacro %}
