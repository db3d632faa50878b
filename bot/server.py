"""The server: the web channel, its pages and Telegram in one event loop, with Rasa in a thread."""

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
"""How long requests in progress may take to finish once the server is told to stop."""


def make_app(assistant: Assistant) -> Starlette:
    """The ASGI application for an assistant; its model may still be loading."""
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
                await stack.enter_async_context(telegram.running())  # `senders` need its link
            if assistant.handoff:
                await stack.enter_async_context(assistant.handoff.running(senders))
            retention = run_retention_job(assistant.records, settings)
            await stack.enter_async_context(_in_background(retention))
            yield

    health = HealthChecks(assistant)
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
async def _in_background(job: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run a job during the block; at the end cancel it and wait until it has cleaned up."""
    running = asyncio.create_task(job)
    try:
        yield
    finally:
        running.cancel()
        await asyncio.wait({running})


class HealthChecks:
    """Whether the process lives, and whether it can answer."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    async def live(self, _request: Request) -> Response:
        """200 as long as the process takes requests."""
        return JSONResponse({"status": "live"})

    async def ready(self, _request: Request) -> Response:
        """200 when the model answers and the database can be written, else 503 with the reason."""
        agent = self._assistant.agent
        if not agent.ready:
            why = "the model does not load" if agent.failure else "the model is loading"
            return _not_ready(why)
        try:
            await asyncio.to_thread(self._assistant.records.check_writable)
        except RecordsUnavailable:
            return _not_ready("the database cannot be written")
        return JSONResponse({"status": "ready"})


def _not_ready(why: str) -> Response:
    return JSONResponse({"status": "not ready", "because": why}, 503)


def serve(
    assistant: Assistant,
    listening: socket.socket,
    when_ready: Callable[[], None],
    *,
    model_first: bool = False,
) -> None:
    """Serve until interrupted, or told to stop by SIGTERM or SIGHUP.

    Args:
        listening: a socket from `bot.process.listening`; it is closed at the end.
        when_ready: called once the model answers.
        model_first: take no request until then, because other processes already answer.

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
    assistant.agent.start()  # after all imports of the server: see decision 0007
    server = uvicorn.Server(config)
    # After an orderly shutdown uvicorn raises the KeyboardInterrupt that caused it.
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(server, listening, assistant, when_ready, model_first))
    failure = assistant.agent.failure
    if isinstance(failure, GuideError):
        raise failure
    if failure is not None:
        raise GuideError(
            f"The model does not load ({type(failure).__name__}). "
            "Train it again with `ppi-guide train --force`."
        )


async def _serve(
    server: uvicorn.Server,
    listening: socket.socket,
    assistant: Assistant,
    when_ready: Callable[[], None],
    model_first: bool,
) -> None:
    """Serve until `server` is told to stop, or until the model turns out not to load."""
    _stop_on_hangup(server)
    settled = asyncio.create_task(assistant.agent.settled())
    if model_first:
        await settled
        if assistant.agent.failure is not None:
            return
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    await asyncio.wait({serving, settled}, return_when=asyncio.FIRST_COMPLETED)
    if not settled.done():  # stopped while the model was loading
        settled.cancel()
    elif assistant.agent.failure is None:
        when_ready()
    else:
        server.should_exit = True
    await serving


def _stop_on_hangup(server: uvicorn.Server) -> None:
    """SIGHUP stops the server in order, as SIGTERM does; under `nohup` it stays ignored."""
    hangup = getattr(signal, "SIGHUP", None)  # Windows has none
    if hangup is None or signal.getsignal(hangup) is not signal.SIG_DFL:
        return

    def stop() -> None:
        log.info("Stopping: the terminal has gone, or SIGHUP was sent. Open requests are answered.")
        server.should_exit = True

    asyncio.get_running_loop().add_signal_handler(hangup, stop)
