"""The database, and nowhere else: rows, unit of work, aggregates, read models."""
