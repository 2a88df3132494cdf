"""What people did at the organization's own site after they came by a share."""
