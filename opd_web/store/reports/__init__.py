"""Figures of days, aggregated by the database: one module for each kind of figure."""
