"""``python -m tools.linkcheck``: every outside address of the built book, asked once.

lychee asks (``lychee.py``). For a page with an anchor it tells neither the redirects nor what else
stands there, and it never tells the title, so ``pages.py`` asks for those pages, and only those.
"""
