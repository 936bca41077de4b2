"""Filters, one file each: causal, with state kept between chunks, the same however the stream is cut."""
