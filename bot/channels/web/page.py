"""The pages around the widget, filled in from the pack once at start, and the widget's files."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, UndefinedError
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from bot.channels.web.headers import content_security_policy
from bot.content.pack import Pack
from bot.content.pack_files import PACK_FILE
from bot.errors import ContentError
from bot.paths import WEB
from bot.version import VERSION

DEFAULT_ACCENT = "#005eb8"
PAGES = {"/": "demo.html", "/embed": "embed.html", "/embed/frame": "frame.html"}
FRAME = "/embed/frame"
A_YEAR = 365 * 24 * 3600


def page_routes(pack: Pack, origins: list[str], public_url: str) -> list[Route | Mount]:
    """The routes of the pages, of their files and of the widget.

    Args:
        origins: websites that may show the assistant in a frame.
        public_url: the server's public address, for the line to copy into a website; "" if unknown.

    Raises:
        ContentError: when pack.yml lacks a fact that a page shows.
    """
    templates = Environment(
        loader=FileSystemLoader(WEB / "pages"), autoescape=True, undefined=StrictUndefined
    )
    facts = page_facts(pack) | script_facts() | {"public_url": public_url}
    routes: list[Route | Mount] = []
    for address, name in PAGES.items():
        try:
            html = templates.get_template(name).render(facts)
        except UndefinedError as error:
            raise ContentError(
                f"{pack.folder / PACK_FILE}: the pages need a fact ({error}); add it."
            ) from None
        headers = {}
        if address == FRAME:
            headers["Content-Security-Policy"] = content_security_policy(framed_by=origins)
        routes.append(Route(address, _always(HTMLResponse(html, headers=headers))))
    theme = Response(f":root {{ --ppi-accent: {facts['accent']}; }}\n", media_type="text/css")
    return [
        *routes,
        Route("/pages/theme.css", _always(theme)),
        Mount("/pages", StaticFiles(directory=WEB / "pages")),
        Mount("/widget", WidgetFiles(directory=WEB / "dist")),
    ]


def page_facts(pack: Pack) -> dict[str, Any]:
    """The values that page templates may use: the pack's facts, defaults and the version."""
    return {"accent": DEFAULT_ACCENT, "language": "en-GB", **pack.facts, "version": VERSION}


def script_facts() -> dict[str, Any]:
    """Address and integrity hash of the newest built widget."""
    built = json.loads((WEB / "dist" / "versions.json").read_text(encoding="utf-8"))
    newest = built["versions"][0]
    return {"script": f"/widget/{newest['file']}", "integrity": newest["integrity"]}


class WidgetFiles(StaticFiles):
    """Serves the built widget. Its file name has the version, so it may be cached for a year."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file that any website may load, which a script with an integrity hash needs."""
        response = await super().get_response(path, scope)
        if response.status_code == 200:
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
            kept = f"public, max-age={A_YEAR}, immutable"
            response.headers["Cache-Control"] = (
                kept if path.endswith((".js", ".css")) else "no-cache"
            )
        return response


def _always(response: Response) -> Callable[[Request], Awaitable[Response]]:
    async def page(_request: Request) -> Response:
        return response

    return page
