"""The dashboard to take away: as files, by mail, by a link."""
