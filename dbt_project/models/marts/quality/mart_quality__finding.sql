with

final as (
    select
        findings.source_name,
        findings.table_name,
        findings.row_key,
        findings.column_name,
        findings.rule_name,
        rules.severity,
        rules.owner,
        findings.money_amount,
        findings.currency_code,
        findings.batch_id,
        findings.file_name
    from {{ source('run', 'finding') }} as findings
    left join {{ source('run', 'rule') }} as rules
        on
            findings.source_name = rules.source_name
            and findings.table_name = rules.table_name
            and findings.column_name = rules.column_name
            and findings.rule_name = rules.rule_name
)

select * from final
