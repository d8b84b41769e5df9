-- Each metric: formula, the mart and SQL it comes from, date, currency and zero rule, and how it can be trusted today.
select
    catalog.metric_name, catalog.label_text, catalog.label_zh_text, catalog.description_text, catalog.formula_text,
    catalog.table_name, catalog.value_expression_text, catalog.dimension_names, catalog.date_basis_text,
    catalog.currency_basis_text, catalog.zero_rule_text, catalog.owner, board.grade, board.quarantined_amount
from marts.mart_quality__metric_catalog as catalog
left join marts.mart_quality__trust_board as board
    on board.table_type = 'metric' and catalog.metric_name = board.table_name
order by catalog.metric_name
