"""Payments held against the rules: tables of them read, and what each should have been."""
