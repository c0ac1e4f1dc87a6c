"""What JSON output looks like: the types that writers return and schemas are made from."""
