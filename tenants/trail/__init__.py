"""The audit as people use it: read by filters, exported, kept as long as the organization says."""
