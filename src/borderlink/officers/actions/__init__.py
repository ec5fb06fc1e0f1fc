"""What is done about officers; nothing else writes this room's tables."""
