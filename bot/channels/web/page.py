"""The page at `/`, filled in once from the pack."""

from __future__ import annotations

from jinja2 import Environment, FileSystemLoader, StrictUndefined, UndefinedError
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.content.load import PACK_FILE, Pack
from bot.errors import ContentError
from bot.paths import PAGE
from bot.version import VERSION

DEFAULT_ACCENT = "#005eb8"


def page_routes(pack: Pack) -> list[Route | Mount]:
    """The page and its files.

    Raises:
        ContentError: when pack.yml lacks a fact that the page shows.
    """
    templates = Environment(
        loader=FileSystemLoader(PAGE), autoescape=True, undefined=StrictUndefined
    )
    facts = {"accent": DEFAULT_ACCENT, "language": "en-GB", **pack.facts, "version": VERSION}
    try:
        html = templates.get_template("index.html").render(facts)
    except UndefinedError as error:
        raise ContentError(
            f"{pack.folder / PACK_FILE}: the page needs a fact ({error}); add it."
        ) from None

    async def page(_request: Request) -> Response:
        return HTMLResponse(html)

    return [Route("/", page), Mount("/page", StaticFiles(directory=PAGE))]
