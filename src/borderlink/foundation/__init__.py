"""What every room stands on: chain, canonical form, signing, ids, refusals. No Django, no I/O, no clock."""
