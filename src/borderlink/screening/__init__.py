"""Manifests in, referrals with reasons out. The engine refers, a person decides; letters stay unread."""
