"""What tells a person something besides a picture: tones that are computed, and a player for them."""
