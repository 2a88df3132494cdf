"""What advocacy pays: for sales, for hiring, and when it has to go fast."""
