"""Who is active, what is read, and what becomes of those who begin together."""
