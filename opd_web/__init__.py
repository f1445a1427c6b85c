"""OPD: token allocation, an order that explains itself, and boards that are current or say so."""
