"""``python -m tools.linkcheck``: every outside address of the built book, asked once.

urllib3 asks for the pages (``pages.py``); lychee looks for the links within the folder
(``inside.py``).
"""
