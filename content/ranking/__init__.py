"""In which order posts are offered to one member, and which few stand out."""
