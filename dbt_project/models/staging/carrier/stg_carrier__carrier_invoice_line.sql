with freight_invoice_lines as (

    select * from {{ ref('base_carrier__freight_invoice_lines') }}

),

final as (

    select
        invoice_number || '/' || line_number as carrier_invoice_line_id,
        invoice_number,
        carrier_code,
        tracking_number as shipment_id,
        tracking_number,
        charge_type as freight_charge_type,
        charge_code as freight_charge_code,
        invoice_date,
        due_date,
        currency_code,
        net_amount,
        tax_amount,
        billed_weight_kg,
        cast(null as varchar) as supplier_id,
        cast(null as varchar) as legal_entity_id,
        cast(null as varchar) as purchase_order_id,
        source_name,
        'carrier' as vendor,
        coalesce(cast(invoice_date as timestamp), _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from freight_invoice_lines

)

select * from final
