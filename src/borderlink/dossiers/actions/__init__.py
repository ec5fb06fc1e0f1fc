"""What officers do with dossiers: draw one up, sign it, look at it, let it leave."""
