"""Reports that become the body of an issue, of which GitHub takes 65,536 characters."""

from __future__ import annotations

LONGEST = 60_000


def bounded(text: str, rest: str, longest: int = LONGEST) -> str:
    """*text* up to the last item of a list that is whole within *longest*, which is told.

    :param rest: where the reader finds the rest
    """
    text = text.rstrip()
    if len(text) > longest:
        whole, _, _ = text[:longest].rpartition("\n- ")
        text = f"{whole}\n\n続きは {rest} にあります。"
    return f"{text}\n"
