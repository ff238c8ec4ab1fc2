"""The book's own Sphinx extensions, one small module per job."""
