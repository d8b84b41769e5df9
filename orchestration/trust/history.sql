-- What this build says, as rows of the history: grades in full, metrics and figures where they differ from what was said last.

insert into history.failing_check
select getvariable('this_release'), 'source', source_name || '.' || table_name || '.' || column_name || ':' || rule_name,
    severity, source_name || '.' || table_name, failing_count, reason
from marts.mart_quality__rule
where is_broken;

insert into history.grade
select getvariable('this_release'), table_type, table_name, grade, waiting_row_count, quarantined_amount
from marts.mart_quality__trust_board
where table_type in ('source', 'source_table');

insert into history.metric
select getvariable('this_release'), catalog.metric_name, catalog.definition_hash, catalog.formula_text,
    catalog.value_expression_text, catalog.table_name, catalog.owner, told.metric_value, former.metric_value
from marts.mart_quality__metric_catalog as catalog
left join told on told.metric_name = catalog.metric_name and told.month_start_date is null and told.is_total
left join former on former.metric_name = catalog.metric_name
left join (
    select metric_name, arg_max(definition_hash, release_id) as definition_hash from history.metric group by metric_name
) as known on known.metric_name = catalog.metric_name
where known.definition_hash is distinct from catalog.definition_hash;

insert into history.figure
select getvariable('this_release'), told.metric_name, told.month_start_date, told.metric_value
from told
left join (
    select metric_name, month_start_date, arg_max(metric_value, release_id) as metric_value
    from history.figure group by metric_name, month_start_date
) as known on known.metric_name = told.metric_name and known.month_start_date = told.month_start_date
where told.month_start_date is not null and known.metric_value is distinct from told.metric_value;
