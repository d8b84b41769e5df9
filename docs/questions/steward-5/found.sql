select source_name
from marts.mart_quality__grade
where table_name = 'all' and grade = 'F'
