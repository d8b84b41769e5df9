{# Stock: which pool a status belongs to, whose goods they are, which movements a source tells. #}

{# The pool that units lie in. What a source calls a state of sellable goods (reserved, out of stock) is no pool of its
   own: how many of them are free is `available_qty`. #}
{% macro stock_pool(stock_status, location_type) -%}
    case
        when {{ location_type }} = 'transit' then 'in_transit'
        when {{ location_type }} = 'returns' then 'returning'
        when {{ stock_status }} in ('quality', 'quarantine', 'inspection', 'hold') then 'quality'
        when {{ stock_status }} in ('damaged', 'defect', 'blocked', 'waste') then 'damaged'
        when {{ stock_status }} in ('returning', 'return', 'returns') then 'returning'
        when {{ stock_status }} in ('in_transit', 'transit') then 'in_transit'
        else 'available'
    end
{%- endmacro %}

{# Whose goods they are: ours, or a supplier's that lie with us on consignment. #}
{% macro stock_owner(stock_status) -%}
    case when {{ stock_status }} in ('owned by another', 'consignment') then 'supplier' else 'us' end
{%- endmacro %}

{# One source that keeps stock has movements; a source's receipts or returns are flows of their own only where its
   movements do not tell them. #}
{% macro not_among_movements(source_name, flow_type) -%}
    {{ source_name }} in (select source_name from {{ ref('fct_stock_movement') }})
    and {{ source_name }} not in (
        select source_name from {{ ref('fct_stock_movement') }} where movement_type = '{{ flow_type }}'
    )
{%- endmacro %}

{# An account of stock: its system says so, or it is an asset whose number people have listed. #}
{% macro is_stock_account(entries) -%}
    (
        {{ entries }}.account_type = 'inventory'
        or (
            {{ entries }}.account_type = 'asset'
            and exists (
                select 1
                from {{ ref('stock_account') }} as listed
                where
                    listed.source_name in ('*', {{ entries }}.source_name)
                    and starts_with({{ entries }}.account_code, listed.account_prefix)
            )
        )
    )
{%- endmacro %}

{# A source whose units are the company's: one that keeps books, and every one if none that keeps stock keeps any. The
   same goods stand in the books of an ERP and in the counts of a logistics partner. #}
{% macro keeps_books_of_stock(source_name) -%}
    (
        {{ source_name }} in (select source_name from {{ ref('dim_legal_entity') }} where source_name is not null)
        or not exists (
            select 1
            from {{ ref('fct_stock_change') }} as changes
            inner join {{ ref('dim_legal_entity') }} as books on changes.source_name = books.source_name
        )
    )
{%- endmacro %}
