"""The police officer's desk, for a phone: what a clearance allows, its use, the report."""
