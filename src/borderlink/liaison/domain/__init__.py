"""The plain rules of letters, links and assurances: no framework, no clock, no disk, no network."""
