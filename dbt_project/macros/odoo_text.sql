{# A text that a user can translate: plain up to version 15 of Odoo, from then on a JSON object with a text per language. #}
{% macro odoo_text(column) -%}
    case when left({{ column }}, 1) = '{' then json_extract_string({{ column }}, '$.en_US') else {{ column }} end
{%- endmacro %}

{# A unit of measure by the code that the model uses. #}
{% macro odoo_unit(column) -%}
    case
        when lower({{ odoo_text(column) }}) in ('unit', 'units') then 'unit'
        else lower({{ odoo_text(column) }})
    end
{%- endmacro %}

{# An order that is our own sale: no quotation, and not one that a shop's connector copied, whose origin is the name of
   the source that counts it. An order that did not arrive is taken as our own, so that its lines are not lost. #}
{% macro odoo_is_own_order(orders) -%}
    coalesce(not regexp_full_match({{ orders }}.origin, '[a-z][a-z0-9_]*'), true)
    and coalesce({{ orders }}.state, 'sale') not in ('draft', 'sent')
{%- endmacro %}

{# The other case: a shop's order that was entered here too; a quotation is none. #}
{% macro odoo_is_copy(orders) -%}
    regexp_full_match({{ orders }}.origin, '[a-z][a-z0-9_]*')
    and coalesce({{ orders }}.state, 'sale') not in ('draft', 'sent')
{%- endmacro %}

{# A purchase that is not decided: only a price is asked for. #}
{% macro odoo_is_price_request(state) -%}
    coalesce({{ state }}, 'purchase') in ('draft', 'sent', 'to approve')
{%- endmacro %}

{% macro odoo_invoice_type(move_type) -%}
    case
        when {{ move_type }} in ('out_invoice', 'out_receipt') then 'receivable'
        when {{ move_type }} in ('in_invoice', 'in_receipt') then 'payable'
        when {{ move_type }} = 'out_refund' then 'receivable_refund'
        when {{ move_type }} = 'in_refund' then 'payable_refund'
        else coalesce(lower({{ move_type }}), 'unknown')
    end
{%- endmacro %}

{# The kind of an account: one code since version 16, before it the type where there is one and else the group. #}
{% macro odoo_account_type(accounts) -%}
    case coalesce({{ accounts }}.account_type, nullif({{ accounts }}.internal_type, 'other'), {{ accounts }}.internal_group)
        when 'income' then 'revenue'
        when 'income_other' then 'other_income'
        when 'expense_direct_cost' then 'cost_of_goods'
        when 'asset_receivable' then 'receivable'
        when 'receivable' then 'receivable'
        when 'liability_payable' then 'payable'
        when 'payable' then 'payable'
        when 'asset_cash' then 'cash'
        when 'liquidity' then 'cash'
        else split_part(coalesce({{ accounts }}.account_type, {{ accounts }}.internal_group), '_', 1)
    end
{%- endmacro %}
