"""The rules of allocation, pure: standard library only."""
