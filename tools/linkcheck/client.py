"""HTTP by urllib3: with the proxy that the environment names, never to a private address."""

from __future__ import annotations

import socket
import ssl
from http.cookiejar import CookieJar
from urllib.parse import urlsplit
from urllib.request import Request, getproxies, proxy_bypass

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from tools.linkcheck.private import resolve

# Honest: what it is, and what it asks for. Some hosts answer 404 to who does not want HTML.
HEADERS = {
    "User-Agent": "book-linkcheck/1.0 (checks the links of a published book, a page at a time)",
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Language": "ja,en;q=0.8",
    "Accept-Encoding": "gzip",
}
POOLS = 128


class _Public:
    """A connection that is made to the very address that was found to be public.

    urllib3 has no public place to say so; its own SOCKS connection overrides the same method.
    """

    def _new_conn(self) -> socket.socket:
        name = self._dns_host
        try:
            found = resolve(name, self.port)
        except (OSError, UnicodeError) as error:
            raise NameResolutionError(self.host, self, error) from error
        try:
            for number, self._dns_host in enumerate(found, 1):
                try:
                    return super()._new_conn()
                except (NewConnectionError, ConnectTimeoutError):
                    if number == len(found):
                        raise
        finally:
            self._dns_host = name
        raise AssertionError("resolve() gives an address")


class _PublicHTTP(_Public, HTTPConnection):
    pass


class _PublicHTTPS(_Public, HTTPSConnection):
    pass


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _PublicHTTP


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _PublicHTTPS


class Client:
    """Asks for pages."""

    def __init__(self, *, allow_private: bool) -> None:
        options = {
            "num_pools": POOLS,
            "headers": HEADERS,
            "ssl_context": ssl.create_default_context(),
        }
        self._direct = urllib3.PoolManager(**options)
        if not allow_private:
            self._direct.pool_classes_by_scheme = {"http": _HTTPPool, "https": _HTTPSPool}
        self._proxies = {
            scheme: urllib3.ProxyManager(proxy, **options)
            for scheme, proxy in getproxies().items()
            if scheme in ("http", "https") and proxy.startswith("http")
        }

    def get(self, url: str, jar: CookieJar, timeout: float) -> urllib3.BaseHTTPResponse:
        """The response to one request for *url*, its body unread, with the cookies of *jar*.

        :raises PrivateHost: if its name resolves to private addresses only
        """
        parts = urlsplit(url)
        direct = proxy_bypass(parts.hostname or "")
        manager = self._direct if direct else self._proxies.get(parts.scheme, self._direct)
        asking = Request(url)
        jar.add_cookie_header(asking)
        response = manager.request(
            "GET",
            url,
            headers=HEADERS | asking.unredirected_hdrs,
            redirect=False,
            retries=False,
            preload_content=False,
            timeout=timeout,
        )
        jar.extract_cookies(response, asking)
        return response
