"""``python -m tools.bench``: how long site, PDF and link check take, for larger and larger books.

Absolute times belong to the machine; read the ratios: time should grow as pages do, and no faster
than that of others.
"""

from __future__ import annotations

from tools.bench import links, pdf, site

if __name__ == "__main__":
    site.report()
    print()
    pdf.report()
    print()
    links.report()
