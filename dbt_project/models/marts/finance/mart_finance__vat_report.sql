with

final as (
    select
        legal_entity_key,
        cast(date_trunc('month', tax_date) as date) as month_start_date,
        tax_basis_type,
        tax_scheme_type,
        country_code,
        tax_pct,
        liable_party_type,
        currency_code,
        count(*) as tax_line_count,
        cast(sum(base_amount) as decimal(18, 4)) as base_amount,
        cast(sum(tax_amount) as decimal(18, 4)) as tax_amount,
        cast(sum(tax_amount_local) as decimal(18, 4)) as tax_amount_local,
        cast(sum(tax_amount_group) as decimal(18, 4)) as tax_amount_group,
        count(*) filter (where base_amount is null) as missing_base_line_count,
        count(*) filter (where tax_scheme_type is null) as missing_scheme_line_count,
        count(*) filter (where is_rate_missing) as missing_rate_line_count
    from {{ ref('fct_tax_line') }}
    where not is_test
    group by
        legal_entity_key, month_start_date, tax_basis_type, tax_scheme_type, country_code, tax_pct, liable_party_type,
        currency_code
)

select * from final
