"""Letters between agencies' nodes: partners, envelopes, receipts, the gate that nothing passes unseen.

It shares no table with a partner and trusts no network: a letter has its effect exactly once, or its author
is told.
"""
