"""Measurements of the engine; no part of the tests."""
