"""What officers do with a case: the only writers of this room's tables."""
