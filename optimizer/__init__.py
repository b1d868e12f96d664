"""Tournée: tours for home services, from demand to a checked plan."""
