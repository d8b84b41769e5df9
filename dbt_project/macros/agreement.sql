{# What the lists of disagreements between systems share: a difference that is not zero gets its cause by a rule, and
   what no rule explains is called so. Nothing is computed as what remains. #}

{# Days in which the other system may still follow. #}
{% macro grace_days(pair) -%}
    {{- {"shop_erp": 3, "erp_warehouse": 3, "shop_payout": 14, "carrier_payout": 30, "payout_ledger": 5,
        "company_company": 5}[pair] -}}
{%- endmacro %}

{# Why an order has no copy. #}
{% macro cause_of_missing_copy(orders) -%}
    case
        when {{ orders }}.is_test or {{ orders }}.is_cancelled then 'test_and_voided'
        when {{ orders }}.is_intercompany then 'intercompany'
        when {{ orders }}.is_gift_card then 'gift_cards'
        when {{ as_of() }} - {{ orders }}.order_date <= {{ grace_days('shop_erp') }} then 'timing'
        else 'unexplained'
    end
{%- endmacro %}

{# Whether a difference is just one part of the order, which one side leaves out or has twice; its tax may be in it. #}
{% macro is_the_part(orders, amount, part) -%}
    ({{ orders }}.{{ part }} <> 0 and (
        abs(abs({{ amount }}) - abs({{ orders }}.{{ part }})) <= 0.05
        or abs(abs({{ amount }} + {{ orders }}.tax_difference) - abs({{ orders }}.{{ part }})) <= 0.05
    ))
{%- endmacro %}

{# Why the rest of an order's total differs, after tax. #}
{% macro cause_of_order_difference(orders, amount) -%}
    case
        when {{ orders }}.is_cancelled <> {{ orders }}.copy_is_cancelled then 'test_and_voided'
        when abs({{ amount }}) <= 0.05 then 'rounding'
        when {{ orders }}.is_intercompany then 'intercompany'
        when {{ is_the_part(orders, amount, 'duty_amount') }} then 'duties_and_fees'
        when {{ is_the_part(orders, amount, 'shipping_amount') }} then 'shipping'
        when {{ is_the_part(orders, amount, 'discount_amount') }} then 'discounts'
        when {{ orders }}.edit_count > 0 then 'order_edits'
        else 'unexplained'
    end
{%- endmacro %}
