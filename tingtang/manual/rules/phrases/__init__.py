"""The phrase check (A13.4, A18): what was said that is never said, and which polite steps were left out. Pure."""
