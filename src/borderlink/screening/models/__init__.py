"""The tables of screening: ``referrals`` of the agency's own work, ``counter`` of what carriers ask."""
