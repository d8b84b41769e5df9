with partners as (

    select * from {{ ref('base_odoo__res_partner') }}

),

final as (

    select
        cast(partner_id as varchar) as supplier_id,
        reference as supplier_code,
        name as supplier_name,
        vat as tax_id,
        email,
        phone,
        upper(country_code) as country_code,
        cast(null as varchar) as currency_code,
        coalesce(is_active, true) as is_active,
        source_name,
        'odoo' as vendor,
        coalesce(write_date, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from partners
    where supplier_rank > 0

)

select * from final
