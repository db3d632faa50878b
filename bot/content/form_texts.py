"""The texts of the form with which a person leaves a message for staff: a pack's `form.yml`."""

from __future__ import annotations

from bot.content.strict_model import Strict


class Roles(Strict):
    """The buttons that ask who the person is."""

    patient: str
    carer: str
    public: str
    researcher: str
    other: str


class ByWay(Strict):
    """One text for each way to reach the person; `here` is the chat itself."""

    email: str
    phone: str
    here: str


class FormTexts(Strict):
    """Every text of the form; `content/form.yml` says where each one is shown."""

    go_on: str
    stop: str
    invitation: str

    opening: str
    how_it_goes: str
    ask_role: str
    roles: Roles

    ask_reach: str
    ask_reach_with_code: str
    ways: ByWay
    here_with_code: str
    ask_email: str
    ask_phone: str
    email_again: str
    phone_again: str
    other_way: str

    ask_consent: str
    only_message: str
    with_talk: str
    no_consent: str
    without_consent: str

    ask_message: str
    read_back: str
    you_are: str
    reach_by: str
    by: ByWay
    by_code: str
    talk_goes: str
    talk_yes: str
    talk_no: str
    your_message: str
    shall_i: str
    send: str
    change: str
    was_question: str
    too_much: str

    ask_change: str
    change_role: str
    change_reach: str
    change_consent: str
    change_message: str
    nothing: str
    unclear: str
    go_back: str
    asked_again: str

    sent: str
    reference: str
    then: ByWay
    then_code: str
    keep_code: str
    read_on: str
    not_promised: str
    sent_before: str
    stopped: str
    write_instead: str
    cannot_send: str
    instead: str

    your_request: str
    no_reach: str

    @property
    def texts(self) -> dict[str, str]:
        """Every text by its key, such as `roles.patient`."""
        found: dict[str, str] = {}
        for name, value in self.model_dump().items():
            if isinstance(value, dict):
                found |= {f"{name}.{key}": text for key, text in value.items()}
            else:
                found[name] = value
        return found
