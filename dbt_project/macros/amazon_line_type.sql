{# What a line of Amazon's settlement report is, of our list; its own words for what no list names. Withheld tax goes before the
   rest, money back before what it gives back. #}
{% macro amazon_line_type(line) -%}
case
            when {{ line }}.amount_type = 'ItemWithheldTax' then 'tax_withheld'
            when {{ line }}.amount_type = 'Cost of Advertising' then 'advertising'
            when {{ line }}.amount_description = 'Current Reserve Amount' then 'reserve_held'
            when {{ line }}.amount_description = 'Previous Reserve Amount Balance' then 'reserve_released'
            when {{ line }}.amount_type = 'ItemFees' and {{ line }}.amount_description like 'FBA%' then 'fulfilment_fee'
            when {{ line }}.amount_type = 'ItemFees' and {{ line }}.transaction_type like '%Refund' then 'refund_commission'
            when {{ line }}.amount_type = 'ItemFees' then 'commission'
            when {{ line }}.amount_description in ('Tax', 'ShippingTax', 'GiftWrapTax') then 'tax'
            when {{ line }}.transaction_type = 'Refund' then 'refund'
            when {{ line }}.transaction_type like '%Refund' then 'chargeback'
            when {{ line }}.amount_description = 'Shipping' then 'shipping'
            when {{ line }}.amount_type in ('ItemPrice', 'Promotion') then 'principal'
            when {{ line }}.amount_description like '%Storage%' then 'fulfilment_fee'
            when {{ line }}.amount_description = 'Subscription Fee' then 'commission'
            when {{ line }}.amount_type like '%Reimbursement' then 'adjustment'
            else coalesce({{ line }}.amount_description, {{ line }}.amount_type)
        end
{%- endmacro %}
