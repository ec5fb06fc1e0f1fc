"""The pages of the case register."""
