with

final as (
    select
        {{ source_key('lines', 'customs_entry_line_id') }} as customs_entry_line_key,
        {{ source_key('lines', 'customs_entry_id') }} as customs_entry_key,
        lines.source_name,
        entries.customs_entry_number,
        entries.customs_entry_type,
        entries.importer_type,
        entries.incoterm_code,
        entries.customs_entry_status,
        entries.paid_by_type,
        {{ or_unknown('entities.legal_entity_key') }} as legal_entity_key,
        entries.shipment_id,
        entries.from_country_code,
        entries.to_country_code,
        {{ or_unknown('products.product_key') }} as product_key,
        lines.hs_code,
        lines.origin_country_code,
        lines.declaration_date,
        lines.declared_qty,
        lines.net_weight_kg,
        lines.duty_pct,
        lines.currency_code,
        lines.customs_value_amount,
        lines.duty_amount,
        lines.import_vat_amount,
        lines.reclaimable_amount,
        {{ to_group('lines.customs_value_amount') }} as customs_value_amount_group,
        {{ to_group('lines.duty_amount') }} as duty_amount_group,
        {{ to_group('lines.import_vat_amount') }} as import_vat_amount_group,
        {{ to_group('lines.reclaimable_amount') }} as reclaimable_amount_group,
        rates.exchange_rate is null as is_rate_missing
    from {{ ref('customs_entry_line') }} as lines
    left join {{ ref('customs_entry') }} as entries
        on lines.source_name = entries.source_name and lines.customs_entry_id = entries.customs_entry_id
    left join {{ ref('dim_legal_entity') }} as entities
        on entries.source_name = entities.source_name and entries.legal_entity_id = entities.legal_entity_id
    left join {{ ref('xref_product') }} as products
        on lines.source_name = products.source_name and lines.product_variant_id = products.product_variant_id
    {{ join_rate('lines.currency_code', 'lines.declaration_date') }}
    where {{ alive('lines') }} and {{ alive('entries') }}
)

select * from final
