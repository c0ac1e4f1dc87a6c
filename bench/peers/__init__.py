"""The peers, one module each. What is timed and what is not stands in each module's docstring."""
