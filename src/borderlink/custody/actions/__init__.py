"""What officers do with exhibits: the only writers of this room's tables."""
