with

final as (
    select
        {{ source_key('lines', 'invoice_line_id') }} as invoice_line_key,
        lines.source_name,
        lines.invoice_id,
        lines.invoice_number,
        lines.invoice_type,
        lines.invoice_status,
        {{ or_unknown('entities.legal_entity_key') }} as legal_entity_key,
        lines.party_record_id,
        -- An invoice has a customer or a supplier; the other one does not apply.
        case
            when lines.invoice_type in ('receivable', 'receivable_refund')
                then {{ or_unknown('customers.customer_key') }}
        end as customer_key,
        case
            when lines.invoice_type in ('payable', 'payable_refund')
                then {{ or_unknown('suppliers.supplier_key') }}
        end as supplier_key,
        {{ or_unknown('products.product_key') }} as product_key,
        lines.invoice_date,
        lines.due_date,
        lines.invoiced_qty,
        lines.currency_code,
        lines.net_amount,
        {{ to_group('lines.net_amount') }} as net_amount_group
    from {{ ref('invoice_line') }} as lines
    left join {{ ref('dim_legal_entity') }} as entities
        on lines.source_name = entities.source_name and lines.legal_entity_id = entities.legal_entity_id
    left join {{ ref('xref_customer') }} as customers
        on lines.source_name = customers.source_name and lines.party_record_id = customers.party_record_id
    left join {{ ref('xref_supplier') }} as suppliers
        on lines.source_name = suppliers.source_name and lines.party_record_id = suppliers.supplier_id
    left join {{ ref('xref_product') }} as products
        on lines.source_name = products.source_name and lines.product_variant_id = products.product_variant_id
    {{ join_rate('lines.currency_code', 'lines.invoice_date') }}
    where {{ alive('lines') }}
)

select * from final
