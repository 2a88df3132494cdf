"""What the desk reads: how far approvals are, what waits, the calendar, the mix, notes in place."""
