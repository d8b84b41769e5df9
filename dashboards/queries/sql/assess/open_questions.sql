-- The questions that the connected systems cannot answer, each with the kinds of records and columns that are missing.
select
    question_code, question_text,
    (
        select string_agg(distinct split_part(name, '.', 1), ', ' order by split_part(name, '.', 1))
        from unnest(string_split(missing_column_names, ', ')) as names (name)
    ) as missing_entities,
    missing_column_names
from marts.mart_quality__question_coverage
where source_name = 'all' and not is_answerable and missing_column_names is not null
order by regexp_extract(question_code, '^[a-z]+'), cast(regexp_extract(question_code, '[0-9]+$') as integer)
