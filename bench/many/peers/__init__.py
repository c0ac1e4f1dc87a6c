"""One module for each way to answer; `peers(question)` gives those for a question."""
