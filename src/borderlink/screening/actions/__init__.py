"""What officers and the worker do in this room; nothing else writes its tables."""
