{{ union_staging('cod_remittance') }}
