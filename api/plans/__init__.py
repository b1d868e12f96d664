"""Plans: asked for, followed, fetched, stopped, erased."""
