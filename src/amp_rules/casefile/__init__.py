"""A case over time: dated events, the facts and the steps that follow from them."""
