"""The desk in a browser: the site, each page with a bar that tells what came of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    PlainTextResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from tools.serve.desk import Desk

# The number is that of the build whose page this is: what comes later has to be loaded again, even
# if it came before the script asked for the first time.
_SCRIPT = '<script src="/_desk/desk.js" data-page="{}"></script>'
_FRESH = {"Cache-Control": "no-store"}
_WAITING = '<!DOCTYPE html><html lang="ja"><title>作っています</title><body>'
_VIEWER = """<!DOCTYPE html><html lang="ja"><meta charset="utf-8"><title>PDF: {name}</title>
<style>html, body, iframe {{ margin: 0; border: 0; width: 100%; height: 100% }}</style>
<body data-pdf="{name}"><iframe title="PDF"></iframe>"""


class _OwnPagesOnly:
    """Answers what the pages of this server ask, and nothing else that runs in the browser.

    A page from elsewhere can make the browser ask under a name that its owner lets point here, or
    ask across origins; the one is seen in Host, the other in Origin.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            port = scope["server"][1]
            own = {f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]")}
            asked = Request(scope).headers
            origins = {None, *(f"http://{each}" for each in own)}
            if asked.get("host") not in own or asked.get("origin") not in origins:
                refusal = PlainTextResponse(f"http://127.0.0.1:{port}/ を開いてください。\n", 403)
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)


class _Pages(StaticFiles):
    """The files of the site; its pages get the bar."""

    def __init__(self, desk: Desk, **options: Any) -> None:
        super().__init__(**options)
        self._desk = desk

    def file_response(self, full_path: Any, *arguments: Any, **options: Any) -> Response:
        if not str(full_path).endswith(".html"):
            response = super().file_response(full_path, *arguments, **options)
            response.headers.update(_FRESH)
            return response
        status = options.get("status_code", 200)
        script = _SCRIPT.format(self._desk.state.page)  # before the page, which may change now
        page = Path(full_path).read_text(encoding="utf-8")
        return HTMLResponse(page + script, status, headers=_FRESH)

    async def get_response(self, path: str, scope: Any) -> Response:
        try:
            return await super().get_response(path, scope)
        except HTTPException as error:
            # before the first page is built there is none, nor one that says so
            script = _SCRIPT.format(self._desk.state.page)
            return HTMLResponse(_WAITING + script, error.status_code, headers=_FRESH)


def application(desk: Desk) -> Starlette:
    """The web application of *desk*, which runs while it does."""

    async def script(request: Request) -> Response:
        return FileResponse(Path(__file__).with_name("desk.js"), headers=_FRESH)

    async def events(request: Request) -> Response:
        async def lines() -> AsyncIterator[str]:
            async for state in desk.states():
                yield f"data: {json.dumps(state, ensure_ascii=False)}\n\n"

        return StreamingResponse(lines(), media_type="text/event-stream", headers=_FRESH)

    async def viewer(request: Request) -> Response:
        name = request.path_params["name"]
        if not desk.holds(name):
            raise HTTPException(404)
        desk.take_up(name)
        return HTMLResponse(_VIEWER.format(name=name) + _SCRIPT.format(0), headers=_FRESH)

    async def pdf(request: Request) -> Response:
        path = desk.pdf_file(request.path_params["name"])
        if not path.is_file():
            raise HTTPException(404)
        return FileResponse(path, media_type="application/pdf", headers=_FRESH)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        running = asyncio.create_task(desk.run())
        yield
        running.cancel()

    site = desk.work / "site"
    site.mkdir(parents=True, exist_ok=True)
    return Starlette(
        routes=[
            Route("/_desk/desk.js", script),
            Route("/_desk/events", events),
            Route("/_desk/pdf/{name}.pdf", pdf),
            Route("/_desk/pdf/{name}", viewer),
            Mount("/", _Pages(desk, directory=site, html=True)),
        ],
        middleware=[Middleware(_OwnPagesOnly)],
        lifespan=lifespan,
    )
