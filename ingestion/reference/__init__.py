"""Reference data of calendars and books: the seeds of moons and feasts, and months that people closed."""
