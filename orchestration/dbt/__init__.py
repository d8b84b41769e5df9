"""dbt in this process: assembling the project of the configured vendors, and invoking it."""
