"""The office's day: duty, translations, minutes, the hotline."""
