"""Put the parts together: records, pack, agent and turns."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from bot.content.live import LivePack, live_pack
from bot.content.load import Pack
from bot.conversation.agent import Agent
from bot.conversation.context import Kept
from bot.conversation.service import Conversations
from bot.errors import ModelMissing
from bot.handoff.service import Handoff, make_handoff
from bot.keys import SecretKey
from bot.rasa.model_files import model_path
from bot.rasa.thread import AgentThread
from bot.records.database import IN_MEMORY, open_database
from bot.records.store import Records
from bot.safety.crisis.rules import warm_up
from bot.settings import Settings, secret_key


@dataclass(frozen=True)
class Assistant:
    """A running assistant, without any channel. `handoff` is None when nothing is stored."""

    settings: Settings
    key: SecretKey
    packs: LivePack
    records: Records
    agent: AgentThread
    conversations: Conversations
    handoff: Handoff | None = None

    @property
    def pack(self) -> Pack:
        """The cards as they stand now."""
        return self.packs.now

    @property
    def handoff_offered(self) -> bool:
        """Whether a message for a person can be left at this moment."""
        return self.conversations.handoff_offered

    def close(self) -> None:
        """Stop the agent and close the database."""
        self.packs.stop()
        self.agent.stop()
        self.records.close()


def start_assistant(
    settings: Settings, *, database_url: str, verbose: bool = False, load: bool = True
) -> Assistant:
    """Start an assistant; the model goes on loading in its thread.

    Args:
        load: False when the caller has imports of its own left and starts `agent` after them: two
            threads that import the same packages at once can wait for each other for ever.

    Raises:
        ContentError, SettingError, RecordsUnavailable: with one readable line.
        ModelMissing: nothing has been trained yet.
    """
    warm_up()
    packs = live_pack(settings.pack)
    if not model_path(settings.pack).exists():
        raise ModelMissing("There is no trained model. Train one with `ppi-guide train`.")
    records = Records(open_database(database_url))
    # What is only in memory needs no key that outlives it, and no file for it.
    in_memory = database_url == IN_MEMORY
    key = SecretKey(secrets.token_bytes(32)) if in_memory else secret_key(settings)
    handoff = None if in_memory else make_handoff(settings, records, packs, key)

    def load_agent() -> Agent:
        # Here, in the agent's thread: importing Rasa takes five seconds.
        from bot.rasa.bootstrap import prepare

        prepare(verbose=verbose)
        from bot.rasa.agent import RasaAgent
        from bot.safety import gate, language

        # The list of phrases works already; the second reading from here on.
        gate.warm_up()
        language.warm_up()
        return RasaAgent(model_path(settings.pack))

    agent = AgentThread(load_agent)
    if load:
        agent.start()
    conversations = Conversations(
        records,
        agent,
        packs,
        key=key,
        seconds=settings.turn_seconds,
        desk=handoff.desk if handoff else None,
        closed=settings.closed,
        kept=Kept(settings.store_text, settings.retention_days, settings.handoff_retention_days),
        thread=agent,
    )
    return Assistant(settings, key, packs, records, agent, conversations, handoff)
