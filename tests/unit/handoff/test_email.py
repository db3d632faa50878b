"""The email to staff: what it carries, what it must not, and how it is handed over."""

from __future__ import annotations

import ssl
import subprocess
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import aiosmtplib
import pytest
import time_machine

from bot.handoff.delivery.email import Mailer, NotSafe, compose
from bot.handoff.delivery.outbox import Delivery
from bot.handoff.delivery.routes import Mailbox
from tests.support.handing_off import EMAIL, Centre, at
from tests.support.mail_server import PASSWORD, USER, MailServer

MAILBOX = Mailbox("127.0.0.1", 25, False, "", "", "guide@example.org", ("ppi@example.org",))
HTML = "<script>alert(1)</script> <b>bold</b> & “quoted”"


def _delivery(centre: Centre, reference: str, **changes: Any) -> Delivery:
    delivery = centre.outbox.claim("email")
    assert delivery is not None
    assert delivery.request.reference == reference
    return replace(delivery, **changes)


def _compose(delivery: Delivery, *, details: bool = False, staff_chat: bool = True) -> EmailMessage:
    return compose(
        delivery, MAILBOX, organisation="Made-up Centre", details=details, staff_chat=staff_chat
    )


def _bodies(message: EmailMessage) -> tuple[str, str]:
    """The text and the HTML as they arrive."""
    arrived = message_from_bytes(message.as_bytes(), policy=policy.default)
    text, html = arrived.get_body(("plain",)), arrived.get_body(("html",))
    assert text is not None
    assert html is not None
    return text.get_content(), html.get_content()


def test_it_carries_reference_role_message_and_what_to_do(centre: Centre) -> None:
    reference = centre.leaves(role="carer", message="I have an idea.")
    message = _compose(_delivery(centre, reference))
    assert message["Subject"] == f"[PPI Guide] {reference}: a message from a carer"
    assert message["To"] == "ppi@example.org"
    assert message["Message-ID"] == f"<{reference.lower()}.email@example.org>"
    assert message["X-PPI-Reference"] == reference
    for body in _bodies(message):
        assert "I have an idea." in body
        assert f"handoffs answer {reference}" in body
        assert f"handoffs close {reference}" in body
        assert "Made-up Centre" in body


def test_details_stay_out_unless_the_pack_lets_them_in(centre: Centre) -> None:
    reference = centre.leaves(
        contact_method="email", token=EMAIL.token, message=f"Write to {EMAIL.token}, please."
    )
    delivery = _delivery(centre, reference)
    kept_back = _compose(delivery)
    assert EMAIL.value not in kept_back.as_string()
    assert kept_back["Reply-To"] is None
    for body in _bodies(kept_back):
        assert f"handoffs show {reference}" in body
        assert f"/show {reference}" in body
    assert f"/show {reference}" not in _bodies(_compose(delivery, staff_chat=False))[0]
    let_in = _compose(delivery, details=True)
    assert let_in["Reply-To"] == EMAIL.value
    for body in _bodies(let_in):
        assert f"Write to {EMAIL.value}, please." in body


def test_markup_is_shown_as_text(centre: Centre) -> None:
    reference = centre.leaves(message=HTML)
    text, html = _bodies(_compose(_delivery(centre, reference)))
    assert HTML in text
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &lt;b&gt;bold&lt;/b&gt; &amp;" in html


@pytest.mark.parametrize(
    "hostile",
    [
        "made-up@example.org\r\nBcc: everybody@example.org",
        "made-up@example.org\nSubject: something else",
        '"made up\r\nBcc: everybody@example.org"@example.org',
        "made-up@example.org, everybody@example.org",
        "Somebody <made-up@example.org>",
        "=?utf-8?q?=0ABcc=3A_everybody=40example.org?= <made-up@example.org>",
        "",
    ],
)
def test_a_hostile_address_adds_no_header(centre: Centre, hostile: str) -> None:
    reference = centre.leaves(contact_method="email", token=EMAIL.token)
    delivery = _delivery(centre, reference)
    request = replace(delivery.request, details={EMAIL.token: hostile})
    message = _compose(replace(delivery, request=request), details=True)
    arrived = message_from_bytes(message.as_bytes(), policy=policy.default)
    assert arrived["Bcc"] is None
    assert arrived.get_all("Subject") == [f"[PPI Guide] {reference}: a message from a patient"]
    assert "everybody" not in str(arrived["Reply-To"])


@pytest.mark.parametrize("hostile", ["PPI-1\r\nBcc: everybody@example.org", "PPI-1\n\nhello"])
def test_a_hostile_reference_adds_no_header(centre: Centre, hostile: str) -> None:
    reference = centre.leaves()
    delivery = _delivery(centre, reference)
    request = replace(delivery.request, reference=hostile)
    arrived = message_from_bytes(
        _compose(replace(delivery, request=request)).as_bytes(), policy=policy.default
    )
    assert arrived["Bcc"] is None
    assert len(arrived.get_all("Subject") or []) == 1


def test_every_copy_is_the_same_and_later_ones_belong_to_the_first(centre: Centre) -> None:
    with time_machine.travel(at("2026-11-24 10:00+00:00"), tick=False) as clock:
        reference = centre.leaves()
        delivery = _delivery(centre, reference)
        first = _compose(delivery)
        clock.shift(timedelta(hours=5))
        copy = _compose(delivery)
    assert (copy["Message-ID"], copy["Date"]) == (first["Message-ID"], first["Date"])
    assert _bodies(copy) == _bodies(first)
    later = _compose(
        replace(delivery, key=f"{reference}:email:reminder-1", body={"what": "reminder"})
    )
    assert later["Message-ID"] != first["Message-ID"]
    assert later["In-Reply-To"] == later["References"] == first["Message-ID"]
    assert "waited for a working day" in _bodies(later)[0]


def test_the_last_turns_go_along_when_there_are_some_and_only_in_the_first(
    centre: Centre,
) -> None:
    reference = centre.leaves()
    delivery = _delivery(centre, reference)
    request = replace(delivery.request, transcript="Person: <i>What is PPI?</i>")
    text, html = _bodies(_compose(replace(delivery, request=request)))
    assert "Person: <i>What is PPI?</i>" in text
    assert "Person: &lt;i&gt;What is PPI?&lt;/i&gt;" in html
    later = replace(delivery, request=request, body={"what": "said", "text": "Hello?"})
    assert "What is PPI" not in _bodies(_compose(later))[0]
    assert "Hello?" in _bodies(_compose(later))[0]


def test_a_message_of_ten_thousand_characters_arrives_whole(centre: Centre) -> None:
    words = "involve me " * 900 + "\n.\n.. the end"
    reference = centre.leaves(message=words)
    text, _ = _bodies(_compose(_delivery(centre, reference)))
    assert "".join(words.split()) in "".join(text.split())


def _mailbox(server: MailServer, **changes: Any) -> Mailbox:
    return replace(MAILBOX, port=server.port, **changes)


async def test_it_is_handed_to_a_real_server_dots_umlauts_and_all(
    centre: Centre, own_mail: MailServer
) -> None:
    reference = centre.leaves(message="ü € 🙂\n.\n..dots")
    await Mailer(_mailbox(own_mail)).send(_compose(_delivery(centre, reference)))
    (arrived,) = own_mail.accepted
    assert arrived["Message-ID"] == f"<{reference.lower()}.email@example.org>"
    body = arrived.get_body(("plain",))
    assert body is not None
    assert "ü € 🙂\n.\n..dots" in body.get_content().replace("\r\n", "\n")
    assert own_mail.envelopes[0].rcpt_tos == ["ppi@example.org"]


async def test_a_server_that_refuses_is_an_error(centre: Centre, own_mail: MailServer) -> None:
    message = _compose(_delivery(centre, centre.leaves()))
    mailer = Mailer(_mailbox(own_mail))
    await mailer.check()
    own_mail.refuse = "451 try later"
    with pytest.raises(aiosmtplib.SMTPDataError):
        await mailer.send(message)
    own_mail.refuse, own_mail.refuse_readers = "", "550 nobody here"
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused):
        await mailer.send(message)
    with pytest.raises(aiosmtplib.SMTPResponseException):
        await mailer.check()
    assert own_mail.accepted == []
    own_mail.stop()
    with pytest.raises(aiosmtplib.SMTPConnectError):
        await mailer.check()


async def test_a_check_sends_nothing(own_mail: MailServer) -> None:
    await Mailer(_mailbox(own_mail)).check()
    assert own_mail.accepted == []


async def test_a_password_is_given_on_loopback_and_a_wrong_one_is_an_error(
    own_mail: MailServer,
) -> None:
    await Mailer(_mailbox(own_mail, user=USER, password=PASSWORD)).check()
    assert own_mail.passwords == 1
    with pytest.raises(aiosmtplib.SMTPAuthenticationError):
        await Mailer(_mailbox(own_mail, user=USER, password="wrong")).check()


async def test_no_password_goes_over_an_open_line(
    own_mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Mailbox, "on_this_machine", property(lambda _self: False))
    with pytest.raises(NotSafe):
        await Mailer(_mailbox(own_mail, user=USER, password=PASSWORD)).check()
    assert own_mail.passwords == 0


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("certificate")
    certificate, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650"]
        + ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
        + ["-out", str(certificate), "-keyout", str(key)],
        check=True,
        capture_output=True,
    )
    return certificate, key


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
async def test_the_line_is_encrypted_when_the_server_offers_it_and_certificates_are_checked(
    centre: Centre, certificate: tuple[Path, Path], scheme: str
) -> None:
    theirs = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    theirs.load_cert_chain(*certificate)
    options = {"tls_context": theirs, "require_starttls": True}
    server = MailServer(**(options if scheme == "smtp" else {"ssl_context": theirs}))
    server.start()
    try:
        mailbox = _mailbox(server, tls=scheme == "smtps", user=USER, password=PASSWORD)
        with pytest.raises((aiosmtplib.SMTPException, ssl.SSLError)):
            await Mailer(mailbox).check()
        ours = ssl.create_default_context(cafile=str(certificate[0]))
        await Mailer(mailbox, ours).send(_compose(_delivery(centre, centre.leaves())))
        assert len(server.accepted) == 1
        assert server.passwords == 1
    finally:
        server.stop()
