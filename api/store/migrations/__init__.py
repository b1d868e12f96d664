"""Changes of the tables, in order; applied on start."""
