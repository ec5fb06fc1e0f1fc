"""Who may act: agencies, units, officers, roles and need to know. Never holds anything about a case."""
