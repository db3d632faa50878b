"""Everybody can use the widget: no fault of axe's, the keyboard alone, screen readers, low vision."""

from __future__ import annotations

import pytest

from bot.paths import ROOT
from tests.browser.visit import STATES, Visiting, snippet
from tests.support.serving import Host, Server

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("state", STATES)
async def test_axe_finds_no_fault(visiting: Visiting, state: str) -> None:
    visit = await visiting(bypass_csp=True)
    await visit.reaches(state)
    assert await visit.axe() == []


@pytest.mark.parametrize("path", ["/chat", "/embed", "/embed/frame"])
async def test_axe_finds_no_fault_on_the_pages(visiting: Visiting, path: str) -> None:
    visit = await visiting(path, bypass_csp=True)
    faults = await visit.axe()
    # The frame is a part of somebody's page, which has the heading.
    assert [
        one for one in faults if path != "/embed/frame" or "page-has-heading-one" not in one
    ] == []


@pytest.mark.parametrize(
    "options", [{"forced_colors": "active"}, {"color_scheme": "dark"}, {"reduced_motion": "reduce"}]
)
async def test_axe_finds_no_fault_however_it_is_shown(
    visiting: Visiting, options: dict[str, str]
) -> None:
    visit = await visiting(bypass_csp=True, **options)
    await visit.reaches("card")
    assert await visit.axe() == []


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
async def test_the_second_theme_has_no_fault(
    visiting: Visiting, host: Host, server: Server, direction: str
) -> None:
    guide = (ROOT / "web" / "pages" / "embed.html").read_text(encoding="utf-8")
    theme = guide[guide.index("ppi-chat {") : guide.index("}</code>") + 1]
    host.pages[f"/dark-{direction}"] = (
        f"<!doctype html><html lang=en dir={direction}><title>Dark</title><style>body {{background: #1b1b1f; color: #fff}} {theme}</style>"
        f"<main><h1>Dark</h1></main>{snippet(server)}",
        {},
    )
    visit = await visiting(f"/dark-{direction}", url=host.url)
    await visit.reaches("comparison")
    assert await visit.axe() == []


async def test_with_the_keyboard_alone(visiting: Visiting) -> None:
    visit = await visiting()
    keyboard = visit.page.keyboard
    for _ in range(12):
        await keyboard.press("Tab")
        if await visit.focused() == "Ask about research words":
            break
    assert await visit.focused() == "Ask about research words"
    await keyboard.press("Enter")
    assert await visit.focused() == "question"
    await keyboard.type("What is involvement?")
    await keyboard.press("Enter")
    await visit.page.get_by_role("heading", name="PPI Guide said: Involvement").wait_for()
    assert await visit.focused() == "question"  # an answer never moves the focus
    for _ in range(8):
        await keyboard.press("Shift+Tab")
        if (await visit.focused()).startswith("Yes"):
            break
    assert await visit.focused() == "Yes, “Involvement” helped"
    await keyboard.press("Enter")
    await visit.page.locator("ppi-chat").get_by_text("Thank you for telling us.").wait_for()
    await keyboard.press("Escape")
    assert await visit.focused() == "Ask about research words"


async def test_escape_closes_the_menu_first(visiting: Visiting) -> None:
    visit = await visiting()
    await visit.reaches("menu")
    await visit.page.keyboard.press("Escape")
    assert await visit.page.locator("ppi-chat .panel").is_visible()
    assert await visit.focused() == "Options"


async def test_focus_can_be_seen(visiting: Visiting) -> None:
    visit = await visiting()
    await visit.reaches("card")
    for _ in range(6):
        await visit.page.keyboard.press("Shift+Tab")
        look = await visit.page.evaluate(
            "(() => { const e = document.activeElement.shadowRoot.activeElement; const r = e.getBoundingClientRect();"
            " const at = e.getRootNode().elementFromPoint(r.x + r.width / 2, r.y + r.height / 2);"
            " return [parseFloat(getComputedStyle(e).outlineWidth), e === at || e.contains(at) || (at && at.contains(e))]; })()"
        )
        assert look[0] >= 3
        assert look[1]


@pytest.mark.parametrize("option", ["Contact a person", "Save as text"])
async def test_the_focus_stays_in_the_panel_after_an_option(
    visiting: Visiting, option: str
) -> None:
    visit = await visiting()
    await visit.reaches("menu")
    await visit.page.get_by_role("button", name=option).click()
    assert await visit.focused() in ("question", "Options")
    await visit.page.keyboard.press("Escape")
    assert await visit.focused() == "Ask about research words"


ANNOUNCED = (
    "Array.from(document.querySelectorAll('body > [role=status] p')).map((p) => p.textContent)"
)


async def test_one_announcement_for_each_answer_its_first_sentence_and_the_choices(
    visiting: Visiting,
) -> None:
    visit = await visiting()
    await visit.opens()
    assert await visit.page.evaluate(ANNOUNCED) == []
    await visit.asks("What is involvement?")
    assert await visit.page.evaluate(ANNOUNCED) == [
        "PPI Guide said: Involvement. Involvement means patients, carers and others affected by "
        "cancer, and sometimes the public, use their experience to help shape research. 3 choices."
    ]
    await visit.page.reload()
    await visit.page.get_by_role("heading", name="PPI Guide said: Involvement").wait_for()
    assert await visit.page.evaluate(ANNOUNCED) == []
    assert await visit.page.locator("[role=status], [aria-live]").count() == 1


async def test_each_answer_is_a_heading_in_one_list(visiting: Visiting) -> None:
    visit = await visiting()
    await visit.opens()
    await visit.asks("What is involvement?")
    await visit.asks("thank you")
    assert await visit.page.locator("ppi-chat ol").count() == 1
    assert (
        await visit.page.locator("ppi-chat ol > li.them").count()
        == await visit.page.locator("ppi-chat ol > li.them > h3").count()
        == 3
    )


@pytest.mark.parametrize(("width", "height"), [(320, 256), (320, 640), (375, 667)])
async def test_everything_can_be_reached_when_it_covers_the_page(
    visiting: Visiting, width: int, height: int
) -> None:
    visit = await visiting(viewport={"width": width, "height": height})
    await visit.reaches("card")
    assert await visit.page.evaluate("document.documentElement.scrollWidth") <= width
    assert await visit.page.locator("ppi-chat .panel").evaluate("e => e.scrollWidth") <= width
    for control in (
        await visit.page.locator("ppi-chat .panel")
        .locator("button:visible, textarea, a:visible")
        .all()
    ):
        await control.scroll_into_view_if_needed()
        box = await control.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width + 1
    # The page behind is out of reach.
    for _ in range(15):
        await visit.page.keyboard.press("Tab")
        inside = await visit.page.evaluate("document.activeElement.localName")
        assert inside == "ppi-chat"


async def test_controls_are_large_enough(visiting: Visiting) -> None:
    visit = await visiting()
    await visit.reaches("card")
    for control in await visit.page.locator(
        "ppi-chat .panel button:visible, ppi-chat textarea"
    ).all():
        box = await control.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["width"] >= 44


async def test_wider_text_spacing_cuts_nothing(visiting: Visiting) -> None:
    visit = await visiting(viewport={"width": 375, "height": 667})
    await visit.reaches("card")
    await visit.page.locator("ppi-chat .panel").evaluate(
        "e => { for (const one of [e, ...e.querySelectorAll('*')]) { const s = one.style; s.lineHeight = '1.5';"
        " s.letterSpacing = '0.12em'; s.wordSpacing = '0.16em'; } }"
    )
    cut = await visit.page.locator("ppi-chat .panel").evaluate(
        "e => [...e.querySelectorAll('button, p, h3, label')].filter((o) => o.offsetParent && !o.classList.contains('sr')"
        " && o.scrollWidth > o.clientWidth + 1).map((o) => o.textContent)"
    )
    assert cut == []


async def test_text_can_be_larger_and_stays_so(visiting: Visiting) -> None:
    visit = await visiting()
    await visit.opens()
    await visit.page.get_by_role("button", name="Options").click()
    await visit.page.get_by_role("button", name="Larger text").click()
    size = "e => getComputedStyle(e).fontSize"
    assert await visit.page.locator("ppi-chat .panel").evaluate(size) == "20px"
    await visit.page.reload()
    await visit.page.locator("ppi-chat ol > li").first.wait_for()
    assert await visit.page.locator("ppi-chat .panel").evaluate(size) == "20px"
