"""Counting mentions of the organization's hashtags on its members' servers, where it wants that."""
