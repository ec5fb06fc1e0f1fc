"""What every room stands on: chain, canonical form, signing, ids, refusals, readers. No Django, no I/O, no clock."""
