"""The outside world of letters: partners' addresses, hand-carried files, paper."""
