"""``python -m tools.bench``: how long site and PDF take, for this book and for larger ones.

Absolute times belong to the machine; read the ratios: time should grow as pages do, and no faster
than that of others.
"""

from __future__ import annotations

from tools.bench import pdf, site

if __name__ == "__main__":
    site.report()
    print()
    pdf.report()
