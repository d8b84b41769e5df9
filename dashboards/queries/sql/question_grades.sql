-- One row per question: the worst grade of the sources and tables that its answer is made of.
select
    table_name as question_code,
    grade
from marts.mart_quality__trust_board
where table_type = 'question' and grade is not null
order by question_code
