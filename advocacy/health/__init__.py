"""How an organization's own sharing is doing, for its admins: numbers in words, never names."""
