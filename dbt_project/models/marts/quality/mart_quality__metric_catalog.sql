with

final as (
    select
        metric_name,
        label as label_text,
        label_zh as label_zh_text,
        description as description_text,
        description_zh as description_zh_text,
        metric_type,
        formula as formula_text,
        table_name,
        value_expression as value_expression_text,
        dimensions as dimension_names,
        date_column as date_column_name,
        date_basis as date_basis_text,
        currency_basis as currency_basis_text,
        zero_rule as zero_rule_text,
        owner,
        definition_hash
    from {{ source('run', 'metric') }}
)

select * from final
