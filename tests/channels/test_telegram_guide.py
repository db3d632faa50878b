"""The guide: what is to be pasted at @BotFather fits there, and is what the bot has."""

from __future__ import annotations

import re
import struct

from telegram.constants import BotDescriptionLimit

from bot.channels.telegram.menu import COMMANDS
from bot.content.load import Pack
from bot.paths import ROOT

GUIDE = (ROOT / "docs/telegram.md").read_text(encoding="utf-8")


def test_the_commands_of_the_guide_are_those_of_the_menu() -> None:
    listed = dict(re.findall(r"^(\w+) - (.+)$", GUIDE, re.MULTILINE))
    assert listed == {name: command.description for name, command in COMMANDS.items()}


def test_the_profile_texts_fit() -> None:
    about = re.search(r"`/setabouttext` \| `(.+)`", GUIDE)
    assert about
    # With room for a long name of an organisation.
    assert len(about[1]) + 30 <= BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH
    description = "\n".join(re.findall(r"^> ?(.*)$", GUIDE, re.MULTILINE))
    assert 100 < len(description) <= BotDescriptionLimit.MAX_DESCRIPTION_LENGTH


def test_the_guide_has_five_steps_and_a_picture_of_the_right_size(pack: Pack) -> None:
    assert re.findall(r"^\*\*(\d)\.", GUIDE, re.MULTILINE) == ["1", "2", "3", "4", "5"]
    picture = (ROOT / "docs/pictures/telegram-profile.png").read_bytes()
    assert struct.unpack(">II", picture[16:24]) == (512, 512)
    drawing = (ROOT / "docs/pictures/telegram-profile.svg").read_text()
    assert pack.facts["accent"] in drawing


def test_every_command_can_be_carried_out(pack: Pack) -> None:
    for command in COMMANDS.values():
        assert command.press(pack)
        assert 1 <= len(command.description) <= 256
