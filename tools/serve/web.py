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
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from tools.serve.desk import Desk

_SCRIPT = '<script src="/_desk/desk.js"></script>'
_FRESH = {"Cache-Control": "no-store"}
_WAITING = '<!DOCTYPE html><html lang="ja"><title>作っています</title><body>'
_VIEWER = """<!DOCTYPE html><html lang="ja"><meta charset="utf-8"><title>PDF: {name}</title>
<style>html, body, iframe {{ margin: 0; border: 0; width: 100%; height: 100% }}</style>
<body data-pdf="{name}"><iframe title="PDF"></iframe>"""


class _Pages(StaticFiles):
    """The files of the site; its pages get the bar."""

    def file_response(self, full_path: Any, *arguments: Any, **options: Any) -> Response:
        if not str(full_path).endswith(".html"):
            response = super().file_response(full_path, *arguments, **options)
            response.headers.update(_FRESH)
            return response
        status = options.get("status_code", 200)
        page = Path(full_path).read_text(encoding="utf-8")
        return HTMLResponse(page + _SCRIPT, status, headers=_FRESH)

    async def get_response(self, path: str, scope: Any) -> Response:
        try:
            return await super().get_response(path, scope)
        except HTTPException as error:
            # before the first page is built there is none, nor one that says so
            return HTMLResponse(_WAITING + _SCRIPT, error.status_code, headers=_FRESH)


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
        return HTMLResponse(_VIEWER.format(name=name) + _SCRIPT, headers=_FRESH)

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
            Mount("/", _Pages(directory=site, html=True)),
        ],
        lifespan=lifespan,
    )
