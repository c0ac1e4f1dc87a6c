"""Made-up recipients put before the rules, to learn what the rules are worth to them."""
