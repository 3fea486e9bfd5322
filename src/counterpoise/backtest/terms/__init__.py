"""Terms of pairs and states: what forecasts read, each a function of the start of a year."""
