"""A plan for people: terminal and HTML, in French and English, with names from a labels file."""

from optimizer.outputs.html import render_html
from optimizer.outputs.labels import InvalidLabels, Label, Labels, read_labels
from optimizer.outputs.table import render_table

__all__ = ["InvalidLabels", "Label", "Labels", "read_labels", "render_html", "render_table"]
