{{ union_staging('journal_line') }}
