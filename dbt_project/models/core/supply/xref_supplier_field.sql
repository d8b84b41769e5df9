with

records as (
    select links.supplier_key, suppliers.*
    from {{ ref('xref_supplier') }} as links
    inner join {{ ref('supplier') }} as suppliers
        on links.source_name = suppliers.source_name and links.supplier_id = suppliers.supplier_id
),

filled as (
    {{ filled_columns('records', ['supplier_key'], 'supplier_id', supplier_fields()) | indent(4) }}
    union all
    {{ overridden_fields(
        'supplier', ref('xref_supplier'), ['supplier_key'], 'supplier_id', supplier_fields()
    ) | indent(4) }}
),

final as (
    {{ survivors('supplier', 'filled', ['supplier_key']) | indent(4) }}
)

select * from final
