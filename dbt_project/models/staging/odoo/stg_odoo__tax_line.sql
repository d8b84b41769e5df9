with lines as (

    select * from {{ ref('base_odoo__account_move_line') }}
    where tax_id is not null and state = 'posted'

),

moves as (

    select * from {{ ref('base_odoo__account_move') }}
    where move_type <> 'entry'

),

taxes as (

    select * from {{ ref('base_odoo__account_tax') }}

),

countries as (

    select * from {{ ref('base_odoo__res_country') }}

),

companies as (

    select
        companies.source_name,
        companies.company_id,
        countries.country_code
    from {{ ref('base_odoo__res_company') }} as companies
    inner join {{ ref('base_odoo__res_partner') }} as partners
        on companies.source_name = partners.source_name and companies.partner_id = partners.partner_id
    inner join countries
        on partners.source_name = countries.source_name and partners.country_id = countries.country_id

),

currencies as (

    select * from {{ ref('base_odoo__res_currency') }}

),

final as (

    select
        cast(lines.line_id as varchar) as tax_line_id,
        'invoice_line' as parent_type,
        cast(null as varchar) as parent_id,
        cast(null as varchar) as sales_order_id,
        cast(lines.company_id as varchar) as legal_entity_id,
        lines.line_date as tax_date,
        -- Up to version 14 only the name of a tax of the one-stop shop tells its country; others are the company's own.
        upper(coalesce(
            countries.country_code,
            nullif(regexp_extract({{ odoo_text('taxes.name') }}, '^[0-9.,]+ ?% ([A-Z]{2})( |$)', 1), ''),
            companies.country_code
        )) as country_code,
        cast(null as varchar) as jurisdiction_name,
        {{ odoo_text('taxes.name') }} as tax_name,
        cast(null as varchar) as tax_scheme_type,
        'us' as liable_party_type,
        case when taxes.amount_type = 'percent' then cast(taxes.rate / 100 as decimal(18, 8)) end as tax_pct,
        currencies.currency_code,
        -- The base is kept in the company's currency only.
        case
            when lines.amount_currency = lines.balance
                then
                    case when moves.move_type in ('out_refund', 'in_refund') then -1 else 1 end
                    * abs(lines.tax_base_amount)
        end as base_amount,
        case when moves.move_type like 'out_%' then -lines.amount_currency else lines.amount_currency end as tax_amount,
        coalesce(taxes.is_included, taxes.inclusion = 'tax_included') as is_included_in_price,
        lines.source_name,
        'odoo' as vendor,
        coalesce(lines.write_date, lines._extracted_at) as updated_at,
        lines._is_deleted as is_deleted,
        lines._batch_id as batch_id
    from lines
    inner join moves
        on lines.source_name = moves.source_name and lines.move_id = moves.move_id
    left join taxes
        on lines.source_name = taxes.source_name and lines.tax_id = taxes.tax_id
    left join countries
        on taxes.source_name = countries.source_name and taxes.country_id = countries.country_id
    left join companies
        on lines.source_name = companies.source_name and lines.company_id = companies.company_id
    left join currencies
        on lines.source_name = currencies.source_name and lines.currency_id = currencies.currency_id

)

select * from final
