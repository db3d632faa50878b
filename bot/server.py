"""The server: the web channel, the page and Telegram in one event loop; Rasa in its own thread."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.assistant import Assistant
from bot.channels.web.chat_page import ChatPage
from bot.channels.web.headers import SecurityHeaders
from bot.channels.web.openapi import api_routes
from bot.channels.web.page import page_routes
from bot.channels.web.problems import (
    Problem,
    on_crash,
    on_guide_error,
    on_http_error,
    on_problem,
)
from bot.channels.web.routes import WebChannel
from bot.errors import GuideError, RecordsUnavailable
from bot.records.retention_job import run_retention_job

log = logging.getLogger("ppi_guide.server")

SHUTDOWN_SECONDS = 10


def make_app(assistant: Assistant) -> Starlette:
    """The ASGI application over an assistant that has been started."""
    settings = assistant.settings
    web = WebChannel(assistant)

    telegram, senders = None, {}
    if settings.telegram_token:
        from bot.channels.telegram.deliver import telegram_senders
        from bot.channels.telegram.service import TelegramService

        telegram = TelegramService(assistant)
        senders = telegram_senders(telegram.link, settings.staff_chat_id)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            if telegram:
                await stack.enter_async_context(telegram.running())  # gives the link to Telegram
            if assistant.handoff:
                await stack.enter_async_context(assistant.handoff.running(senders))
            retention = run_retention_job(assistant.records, settings)
            await stack.enter_async_context(_meanwhile(retention))
            yield

    health = Health(assistant)
    app = Starlette(
        routes=[
            *web.routes,
            *(telegram.routes if telegram else ()),
            Route("/health/live", health.live),
            Route("/health/ready", health.ready),
            *ChatPage(assistant, web).routes,
            *api_routes(),
            *page_routes(assistant.pack, settings.origins, settings.public_url),
        ],
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(
                CORSMiddleware,
                allow_origins=settings.origins,
                allow_methods=["GET", "POST", "DELETE"],
                allow_headers=["Authorization", "Content-Type"],
                expose_headers=["Retry-After"],
            ),
        ],
        exception_handlers={
            Problem: on_problem,
            GuideError: on_guide_error,
            HTTPException: on_http_error,
            Exception: on_crash,
        },
        lifespan=lifespan,
    )
    app.state.emergency = assistant.pack.facts["crisis"]["emergency"]
    return app


@asynccontextmanager
async def _meanwhile(job: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run a job until the end of the block, and let it tidy up."""
    running = asyncio.create_task(job)
    try:
        yield
    finally:
        running.cancel()
        await asyncio.wait({running})


class Health:
    """Whether the process lives, and whether it can answer."""

    def __init__(self, assistant: Assistant) -> None:
        """Watch over `assistant`."""
        self._assistant = assistant

    async def live(self, _request: Request) -> Response:
        """200 as long as the process serves."""
        return JSONResponse({"status": "live"})

    async def ready(self, _request: Request) -> Response:
        """200 when the model answers and the database can be written, else 503 and why."""
        agent = self._assistant.agent
        if not agent.ready:
            why = "the model does not load" if agent.failure else "the model is loading"
            return JSONResponse({"status": "not ready", "because": why}, 503)
        try:
            await asyncio.to_thread(self._assistant.records.check_writable)
        except RecordsUnavailable:
            return JSONResponse(
                {"status": "not ready", "because": "the database cannot be written"}, 503
            )
        return JSONResponse({"status": "ready"})


def serve(
    assistant: Assistant,
    listening: socket.socket,
    when_ready: Callable[[], None],
    *,
    model_first: bool = False,
) -> None:
    """Serve until interrupted, or told to stop by SIGTERM or SIGHUP.

    Args:
        listening: from `bot.process.listening`; it is closed at the end.
        when_ready: called once the model answers.
        model_first: take no request before that, as another process takes them meanwhile.

    Raises:
        GuideError: the model does not load; the server has been stopped.
    """
    settings = assistant.settings
    assistant.packs.watch()
    config = uvicorn.Config(
        make_app(assistant),
        log_level="warning",
        access_log=False,
        ws="none",  # no sockets; uvicorn cannot load the version of websockets that Rasa needs
        server_header=False,
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=settings.proxies,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )
    config.load()
    assistant.agent.start()  # once all that the server needs is imported
    server = uvicorn.Server(config)
    # uvicorn shuts down in order and then raises the interrupt that asked it to.
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(server, listening, assistant, when_ready, model_first))
    failure = assistant.agent.failure
    if failure is not None:
        raise (
            failure
            if isinstance(failure, GuideError)
            else GuideError(
                f"The model does not load ({type(failure).__name__}). "
                "Train it again with `ppi-guide train --force`."
            )
        )


async def _serve(
    server: uvicorn.Server,
    listening: socket.socket,
    assistant: Assistant,
    when_ready: Callable[[], None],
    model_first: bool,
) -> None:
    _stop_when_the_terminal_goes(server)
    settled = asyncio.create_task(assistant.agent.settled())
    if model_first:
        await settled
        if assistant.agent.failure is not None:
            return
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    await asyncio.wait({serving, settled}, return_when=asyncio.FIRST_COMPLETED)
    if settled.done():
        if assistant.agent.failure is None:
            when_ready()
        else:
            server.should_exit = True
    else:
        settled.cancel()
    await serving


def _stop_when_the_terminal_goes(server: uvicorn.Server) -> None:
    """SIGHUP stops in order, as SIGTERM does; under `nohup` it goes on being ignored."""
    hangup = getattr(signal, "SIGHUP", None)  # Windows has none
    if hangup is None or signal.getsignal(hangup) is not signal.SIG_DFL:
        return

    def stop() -> None:
        log.info("Stopping: the terminal has gone, or SIGHUP was sent. What is asked is answered.")
        server.should_exit = True

    asyncio.get_running_loop().add_signal_handler(hangup, stop)
