"""The boards: who stands on them and how, what counts, and screens that show them."""
