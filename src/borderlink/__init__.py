"""What agencies on two sides of a border run to stop drugs, prove what they seized, and work together."""
