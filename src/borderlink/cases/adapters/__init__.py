"""The outside world of the case register: an agency's own spreadsheets, the words people write in them."""
