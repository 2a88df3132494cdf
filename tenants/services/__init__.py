"""Every write of who is who, one module an act."""
