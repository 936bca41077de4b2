"""What the person should do. Pure: events are a function of samples, acts and settings."""
