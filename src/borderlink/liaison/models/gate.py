"""The gate: consents, assurances, approvals, and the register of what they decided."""
