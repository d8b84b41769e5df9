-- One row per question: how far all sources together answer it, what can least be answered first.
select
    question_code,
    question_text,
    answer_status,
    is_answerable,
    needed_column_count,
    filled_column_count,
    missing_column_names
from marts.mart_quality__question_coverage
where source_name = 'all'
order by is_answerable, filled_column_count / nullif(needed_column_count, 0) nulls first, question_code
