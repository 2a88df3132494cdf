"""What an organization wants to reach together, and what it notes beside its trends."""
