"""What became of letters in cases: clues taken up, alerts, typologies, corrections."""
