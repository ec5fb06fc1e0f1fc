"""One parcel judged in a millisecond, without a data frame: the same expressions, links, rules and scores."""
