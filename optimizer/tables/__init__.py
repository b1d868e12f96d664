"""Planners' tables: visits and workers as kept in a spreadsheet, to a problem and back."""
