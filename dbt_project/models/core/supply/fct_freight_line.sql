with

charges as (
    select
        {{ source_key('charges', 'carrier_invoice_line_id') }} as freight_line_key,
        charges.source_name,
        'carrier_invoice' as freight_document_type,
        charges.invoice_number as document_number,
        charges.carrier_code,
        charges.supplier_id,
        charges.legal_entity_id,
        charges.shipment_id,
        charges.tracking_number,
        charges.purchase_order_id,
        cast(null as varchar) as purchase_order_line_id,
        charges.freight_charge_type,
        charges.freight_charge_code,
        charges.invoice_date,
        charges.due_date,
        charges.currency_code,
        charges.net_amount,
        charges.tax_amount,
        charges.billed_weight_kg
    from {{ ref('carrier_invoice_line') }} as charges
    where {{ alive('charges') }}
),

-- Duty that we pay at import. What carriers have laid out for us is charged on their invoices and not taken twice.
duties as (
    select
        {{ source_key('duties', 'customs_entry_line_id') }} || '/duty' as freight_line_key,
        duties.source_name,
        'customs_entry' as freight_document_type,
        entries.customs_entry_number as document_number,
        cast(null as varchar) as carrier_code,
        cast(null as varchar) as supplier_id,
        entries.legal_entity_id,
        entries.shipment_id,
        cast(null as varchar) as tracking_number,
        cast(null as varchar) as purchase_order_id,
        duties.purchase_order_line_id,
        'duty' as freight_charge_type,
        cast(null as varchar) as freight_charge_code,
        coalesce(duties.declaration_date, entries.declaration_date) as invoice_date,
        cast(null as date) as due_date,
        coalesce(duties.currency_code, entries.currency_code) as currency_code,
        duties.duty_amount - coalesce(duties.reclaimable_amount, 0) as net_amount,
        cast(null as decimal(18, 4)) as tax_amount,
        duties.net_weight_kg as billed_weight_kg
    from {{ ref('customs_entry_line') }} as duties
    inner join {{ ref('customs_entry') }} as entries
        on duties.source_name = entries.source_name and duties.customs_entry_id = entries.customs_entry_id
    where
        {{ alive('duties') }} and {{ alive('entries') }}
        and entries.customs_entry_type = 'import'
        and entries.importer_type = 'us'
        and coalesce(entries.paid_by_type, 'us') = 'us'
        and duties.duty_amount is not null
),

stacked as (
    select * from charges
    union all
    select * from duties
),

final as (
    select
        stacked.freight_line_key,
        stacked.source_name,
        stacked.freight_document_type,
        stacked.document_number,
        stacked.carrier_code,
        {{ or_unknown('suppliers.supplier_key') }} as supplier_key,
        {{ or_unknown('entities.legal_entity_key') }} as legal_entity_key,
        stacked.source_name || ':' || stacked.shipment_id as shipment_key,
        stacked.tracking_number,
        stacked.source_name || ':' || stacked.purchase_order_id as purchase_order_key,
        stacked.source_name || ':' || stacked.purchase_order_line_id as purchase_order_line_key,
        stacked.freight_charge_type,
        stacked.freight_charge_code,
        stacked.invoice_date,
        stacked.due_date,
        stacked.currency_code,
        stacked.net_amount,
        stacked.tax_amount,
        stacked.billed_weight_kg,
        {{ to_group('stacked.net_amount') }} as net_amount_group
    from stacked
    left join {{ ref('xref_supplier') }} as suppliers
        on stacked.source_name = suppliers.source_name and stacked.supplier_id = suppliers.supplier_id
    left join {{ ref('dim_legal_entity') }} as entities
        on stacked.source_name = entities.source_name and stacked.legal_entity_id = entities.legal_entity_id
    {{ join_rate('stacked.currency_code', 'stacked.invoice_date') }}
)

select * from final
