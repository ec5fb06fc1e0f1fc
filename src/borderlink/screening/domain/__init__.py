"""Screening's rules over frames: no Django, no clock, no disk, no network."""
