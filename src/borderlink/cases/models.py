"""The tables of the case register."""
