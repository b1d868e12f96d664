"""The quality suite: public instances, the product's own engine, independent scorers."""
