"""An action server in the way of rasa-sdk's own, which needs Sanic 21: `uvicorn tests.support.action_server:app`."""

from __future__ import annotations

import bot  # noqa: F401  (lets rasa-sdk be imported without Sanic)

# isort: split
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

executor = ActionExecutor()
executor.register_package("actions")


async def webhook(request: Request) -> Response:
    try:
        return JSONResponse(await executor.run(await request.json()))
    except ActionExecutionRejection as error:
        return JSONResponse({"error": error.message, "action_name": error.action_name}, 400)
    except ActionNotFoundException as error:
        return JSONResponse({"error": str(error), "action_name": error.action_name}, 404)


async def health(_request: Request) -> Response:
    return JSONResponse({"status": "ok"})


app = Starlette(routes=[Route("/webhook", webhook, methods=["POST"]), Route("/health", health)])
