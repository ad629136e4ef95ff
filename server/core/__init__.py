"""The law, pure and synchronous: entries in, one conference's state and verdicts out. No clock, no chance, no I/O."""
