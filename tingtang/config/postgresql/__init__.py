"""PostgreSQL as the product uses it: `ENGINE` of the settings."""
