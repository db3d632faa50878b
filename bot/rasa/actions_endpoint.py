"""Run rasa-sdk actions inside the process, in place of an HTTP call to an action server.

The real rasa-sdk executor runs them, so `actions/` stays an ordinary action package.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator
from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

PACKAGE = "actions"


class InProcessActions(EndpointConfig):
    """An endpoint whose "requests" are calls of the rasa-sdk executor."""

    def __init__(self, package: str = PACKAGE) -> None:
        """`package`: the import path of the action package."""
        # The domain goes along only to the actions that ask for it; ours do not.
        super().__init__(url="in-process:actions", enable_selective_domain=True)
        self._executor = ActionExecutor()
        self._executor.register_package(package)

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Run one action.

        Raises:
            ClientResponseError: 400 when the action rejects its execution, 404 when there is no
                such action: as an action server answers.
        """
        call = kwargs["json"]
        try:
            return await self._executor.run(call)
        except ActionExecutionRejection as error:
            body = json.dumps({"error": error.message, "action_name": error.action_name})
            raise ClientResponseError(400, "rejected", body) from error
        except ActionNotFoundException as error:
            body = json.dumps({"error": str(error), "action_name": error.action_name})
            raise ClientResponseError(404, "not found", body) from error


@lru_cache(maxsize=1)
def _validator() -> Draft202012Validator:
    return Draft202012Validator(RemoteAction.action_response_format_spec())


def valid_reply(reply: dict[str, Any]) -> bool:
    """Whether what an action server sent is as rasa-sdk sends it.

    Raises:
        ValidationError: saying what is not.
    """
    _validator().validate(reply)
    return True
