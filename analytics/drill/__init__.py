"""What stands behind a number of the dashboard, as far as no small group can be made out."""
