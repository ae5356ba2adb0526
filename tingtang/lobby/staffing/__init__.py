"""Counters needed by interval (A39.4): queueing formulas, targets, advice by interval, and the cheapest shifts."""
