"""Which customers live together: an entity of its own, and never a reason to make two people one."""
