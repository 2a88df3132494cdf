"""The demonstration: two invented companies, so that a newcomer can share in one click."""
