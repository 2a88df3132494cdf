"""Running it: what each request leaves in the log, whether all is well, and what to do when not."""
