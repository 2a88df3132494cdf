"""The digest: a few posts by mail, at each member's pace."""
