"""What if: the rules as they might be, against the rules as they are."""
