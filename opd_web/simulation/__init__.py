"""Made-up clinics, played through the real services."""
