"""Reading who is who: members, invitations, domains and who asks to join."""
