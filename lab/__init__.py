"""The lab: the AWS side of the book's programs, on this machine, with real training behind it."""

from lab.client import LabDidNotStart, running

__all__ = ["LabDidNotStart", "running"]
