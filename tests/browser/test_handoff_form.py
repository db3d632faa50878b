"""A message for a person, from the page to the mail server: the widget's form, and without it."""

from __future__ import annotations

import pytest

from bot.handoff.codes import codes_in
from tests.browser.form import MESSAGE_TO_STAFF, NEXT, fills, opens_form, reads_back
from tests.browser.visit import Visiting
from tests.support.mail_server import MailServer
from tests.support.people import PAT, SAMANTHA
from tests.support.serving import Server
from tests.support.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")

SIZES = [(1280, 800), (375, 667), (320, 568)]


async def test_the_button_of_an_answer_opens_the_form_and_the_message_arrives(
    visiting: Visiting, delivering: Server, mail: MailServer
) -> None:
    visit = await visiting(url=delivering.url)
    await opens_form(visit)
    assert await visit.focused() == "role"
    await fills(visit, "Does this arrive?")
    told = await reads_back(visit)
    for words in (
        "A carer or family member",
        PAT.email,
        "Does not go with it",
        "Does this arrive?",
    ):
        assert words in told
    await visit.page.get_by_role("button", name="Send message").click()
    await visit.page.locator("ppi-chat ol").get_by_text("Your reference is PPI-").wait_for()
    assert await visit.focused() == "question"
    reference = (await visit.said())[-1].split("Your reference is ")[1][:13]
    await until(lambda: any(reference in str(one["subject"]) for one in mail.accepted), 20)
    # What is said is heard as a whole: a reference must not be missed.
    heard = await visit.page.locator("body > [role=status]").inner_text()
    assert reference in heard


@pytest.mark.parametrize(("width", "height"), SIZES)
async def test_what_is_wrong_is_in_view(
    visiting: Visiting, delivering: Server, width: int, height: int
) -> None:
    visit = await visiting(url=delivering.url, viewport={"width": width, "height": height})
    await opens_form(visit)
    await visit.page.get_by_role("button", name=NEXT).click()
    wrong = await visit.page.locator("ppi-chat #wrong").bounding_box()
    top = await visit.page.locator("ppi-chat .top").bounding_box()
    assert wrong is not None
    assert top is not None
    assert wrong["y"] >= top["y"] + top["height"] - 1
    assert wrong["y"] + wrong["height"] <= height


async def test_what_is_read_back_can_be_changed(visiting: Visiting, delivering: Server) -> None:
    visit = await visiting(url=delivering.url)
    await opens_form(visit)
    await fills(visit, "Frist words")
    await reads_back(visit)
    await visit.page.get_by_role("button", name="Change").click()
    assert await visit.focused() == "role"
    await visit.page.get_by_label("Your message").fill("First words")
    assert "First words" in await reads_back(visit)


async def test_here_gives_a_code_and_asks_for_no_address(
    visiting: Visiting, delivering: Server
) -> None:
    visit = await visiting(url=delivering.url)
    await opens_form(visit)
    await fills(visit)
    await visit.page.get_by_label("How can we reach you?").select_option("here")
    assert not await visit.page.get_by_label("Your email address or phone number").is_visible()
    assert await visit.page.get_by_text("You get a code.").is_visible()
    assert "Here, with a code" in await reads_back(visit)
    await visit.page.get_by_role("button", name="Send message").click()
    await visit.page.locator("ppi-chat ol").get_by_text("type this code:").wait_for()
    assert len(codes_in((await visit.said())[-1])) == 1
    await visit.page.reload()
    await visit.page.locator("ppi-chat ol").get_by_text("type this code:").wait_for()
    assert len(codes_in((await visit.said())[-1])) == 1


async def test_what_the_server_cannot_read_is_said_at_the_field(
    visiting: Visiting, delivering: Server
) -> None:
    visit = await visiting(bypass_csp=True, url=delivering.url)
    await opens_form(visit)
    await fills(visit)
    await visit.page.get_by_label("Your email address or phone number").fill("pat at home")
    await reads_back(visit)
    await visit.page.get_by_role("button", name="Send message").click()
    await visit.page.locator("ppi-chat #wrong").get_by_text("one email address").wait_for()
    assert await visit.focused() == "reach"
    assert await visit.axe() == []


@pytest.mark.parametrize(("width", "height"), SIZES)
async def test_what_is_read_back_has_no_fault_and_fits(
    visiting: Visiting, delivering: Server, width: int, height: int
) -> None:
    visit = await visiting(
        bypass_csp=True, url=delivering.url, viewport={"width": width, "height": height}
    )
    await opens_form(visit)
    await fills(visit, "A" * 300 + " long word, and more.")
    await reads_back(visit)
    assert await visit.axe() == []
    for control in await visit.page.locator("ppi-chat .contact button:visible").all():
        await control.scroll_into_view_if_needed()
        box = await control.bounding_box()
        assert box is not None
        assert box["height"] >= 24
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width + 1
    wide = await visit.page.locator("ppi-chat .contact").evaluate(
        "e => e.scrollWidth - e.clientWidth"
    )
    assert wide <= 0


async def test_by_keyboard_alone(visiting: Visiting, delivering: Server) -> None:
    visit = await visiting(url=delivering.url)
    await opens_form(visit)
    keys = visit.page.keyboard
    await keys.press("ArrowDown")  # a patient
    await keys.press("Tab")
    await keys.press("Tab")
    await keys.type(SAMANTHA.email)
    await keys.press("Tab")
    await keys.type("By keyboard.")
    await keys.press("Tab")
    await keys.press("Space")
    await keys.press("Tab")
    await keys.press("Tab")
    await keys.press("Enter")
    await visit.page.get_by_role("heading", name="Is this right?").wait_for()
    await keys.press("Tab")
    await keys.press("Enter")
    await visit.page.locator("ppi-chat ol").get_by_text("Your reference is PPI-").wait_for()


async def test_without_javascript_the_form_is_a_dialogue(
    visiting: Visiting, delivering: Server
) -> None:
    visit = await visiting("/chat", url=delivering.url, java_script_enabled=False)
    page = visit.page

    async def press(title: str) -> None:
        await page.get_by_role("button", name=title, exact=True).last.click()

    async def say(text: str) -> None:
        await page.get_by_label("Your question").fill(text)
        await press("Send")

    await say("Can I talk to a person?")
    await press("Leave a message")
    await press("A carer or family member")
    await press("By email")
    await say(SAMANTHA.email)
    await press("Yes, only my message")
    await say(MESSAGE_TO_STAFF)
    latest = page.locator("#latest")
    assert f"by email, {SAMANTHA.email}" in await latest.inner_text()
    await latest.get_by_role("button", name="Send", exact=True).click()
    assert "Your reference is PPI-" in await latest.inner_text()
