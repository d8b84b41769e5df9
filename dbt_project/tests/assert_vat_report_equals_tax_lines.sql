{# By company, scheme, country, rate, currency and month: the report is the tax lines, to the cent. -#}
{{ config(meta={"dagster": {"ref": {"name": "mart_finance__vat_report"}}}) }}

{% set keys = [
    "legal_entity_key",
    "month_start_date",
    "tax_basis_type",
    "tax_scheme_type",
    "country_code",
    "tax_pct",
    "currency_code",
] %}

{% set lines %}
    select *, cast(date_trunc('month', tax_date) as date) as month_start_date, 1 as tax_line_count
    from {{ ref('fct_tax_line') }}
    where not is_test
{% endset %}

{% set report %}
    select * from {{ ref('mart_finance__vat_report') }}
{% endset %}

{{ differences(lines, report, keys, ["tax_line_count", "tax_amount"]) }}
