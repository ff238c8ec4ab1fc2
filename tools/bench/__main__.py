"""``python -m tools.bench``: how long site, PDF, the author's desk and the link check take.

Books and sites grow larger and larger. Absolute times belong to the machine; read the ratios: time
should grow as pages do, and no faster than that of others.
"""

from __future__ import annotations

from tools.bench import links, pdf, serve, site

if __name__ == "__main__":
    site.report()
    print()
    pdf.report()
    print()
    serve.report()
    print()
    links.report()
