"""What `./dev` does: Python packages, embedded servers, supervision. Standard library only."""
