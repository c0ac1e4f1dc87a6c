"""Payments recomputed, and what is found in them."""
