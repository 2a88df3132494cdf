"""Every write of sharing, one module an act."""
