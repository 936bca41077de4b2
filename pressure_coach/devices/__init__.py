"""Where readings come from, one file each. A driver moves bytes and understands nothing of them."""
