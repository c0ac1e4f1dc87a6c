"""Reference pages written from the rule files, the case model and the commands."""
