with companies as (

    select * from {{ ref('base_odoo__res_company') }}

),

partners as (

    select * from {{ ref('base_odoo__res_partner') }}

),

countries as (

    select * from {{ ref('base_odoo__res_country') }}

),

currencies as (

    select * from {{ ref('base_odoo__res_currency') }}

),

final as (

    select
        cast(companies.company_id as varchar) as legal_entity_id,
        companies.name as legal_entity_name,
        upper(countries.country_code) as country_code,
        currencies.currency_code as functional_currency_code,
        partners.vat as tax_id,
        companies.source_name,
        'odoo' as vendor,
        coalesce(companies.write_date, companies._extracted_at) as updated_at,
        companies._is_deleted as is_deleted,
        companies._batch_id as batch_id
    from companies
    left join partners
        on companies.source_name = partners.source_name and companies.partner_id = partners.partner_id
    left join countries
        on partners.source_name = countries.source_name and partners.country_id = countries.country_id
    left join currencies
        on companies.source_name = currencies.source_name and companies.currency_id = currencies.currency_id

)

select * from final
