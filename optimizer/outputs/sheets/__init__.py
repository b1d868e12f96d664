"""Sheets on paper: tours, meal rounds, minibuses, a person's week, calls; as one PDF each."""
