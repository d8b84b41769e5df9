"""Which written addresses are one place: an entity of its own, and never a reason to make two parties one."""
