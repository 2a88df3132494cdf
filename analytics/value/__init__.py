"""What shares were worth, at prices that the organization itself names."""
