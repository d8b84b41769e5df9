with partners as (

    select * from {{ ref('base_odoo__res_partner') }}

),

countries as (

    select * from {{ ref('base_odoo__res_country') }}

),

final as (

    select
        cast(partners.partner_id as varchar) as supplier_id,
        partners.reference as supplier_code,
        partners.name as supplier_name,
        partners.vat as tax_id,
        partners.email,
        partners.phone,
        upper(countries.country_code) as country_code,
        cast(null as varchar) as currency_code,
        coalesce(partners.is_active, true) as is_active,
        partners.city,
        cast(null as varchar) as bank_account,
        partners.source_name,
        'odoo' as vendor,
        coalesce(partners.write_date, partners._extracted_at) as updated_at,
        partners._is_deleted as is_deleted,
        partners._batch_id as batch_id
    from partners
    left join countries
        on partners.source_name = countries.source_name and partners.country_id = countries.country_id
    where partners.supplier_rank > 0

)

select * from final
