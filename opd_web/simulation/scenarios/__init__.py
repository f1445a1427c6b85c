"""Scenarios: cases that define the rules, played through the real services."""
