"""Questions about loads, referrals and figures; each says who is reading."""
