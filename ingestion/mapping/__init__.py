"""The mapping kit: what an unknown system's tables are, which canonical columns they fill, and files that say so."""
