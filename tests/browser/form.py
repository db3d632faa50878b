"""The widget's form for a person, filled in as a carer does it."""

from __future__ import annotations

from tests.browser.visit import Visit
from tests.support.people import PAT

NEXT = "Check and send"
MESSAGE_TO_STAFF = "Please tell me about the panel."


async def opens_form(visit: Visit) -> None:
    """By the button of an answer."""
    visit.page.set_default_timeout(15_000)
    await visit.opens()
    await visit.asks("Can I talk to a person?")
    await visit.page.get_by_role("button", name="Leave a message").last.click()


async def fills(visit: Visit, message: str = MESSAGE_TO_STAFF) -> None:
    page = visit.page
    await page.get_by_label("Who are you?").select_option("carer")
    await page.get_by_label("Your email address or phone number").fill(PAT.email)
    await page.get_by_label("Your message").fill(message)
    await page.get_by_label("I agree that the team").check()


async def reads_back(visit: Visit) -> str:
    """All that was written is read back before it can be sent."""
    await visit.page.get_by_role("button", name=NEXT).click()
    await visit.page.get_by_role("heading", name="Is this right?").wait_for()
    return await visit.page.locator("ppi-chat dl").inner_text()
