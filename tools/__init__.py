"""The commands behind the Makefile's verbs, one module a verb."""
