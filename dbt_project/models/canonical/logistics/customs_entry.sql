{{ union_staging('customs_entry') }}
