"""Invented cases: what they are drawn from, and how far they meet the published figures."""
