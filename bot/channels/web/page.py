"""The page at `/`, filled in once from the pack."""

from __future__ import annotations

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.content.load import Pack
from bot.paths import PAGE
from bot.version import VERSION

DEFAULT_ACCENT = "#005eb8"


def page_routes(pack: Pack) -> list[Route | Mount]:
    """The page and its files."""
    templates = Environment(
        loader=FileSystemLoader(PAGE), autoescape=True, undefined=StrictUndefined
    )
    html = templates.get_template("index.html").render(
        **pack.facts, version=VERSION, accent=pack.facts.get("accent", DEFAULT_ACCENT)
    )

    async def page(_request: Request) -> Response:
        return HTMLResponse(html)

    return [Route("/", page), Mount("/page", StaticFiles(directory=PAGE))]
