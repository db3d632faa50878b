"""The widget in a real browser, over the real server."""

from __future__ import annotations

import re
import secrets
import statistics
from typing import Any

import pytest
from playwright.async_api import Browser, Route

from benchmarks import widget
from bot.paths import ROOT
from tests.browser.conftest import Visit, Visiting
from tests.support.serving import Host, Server

pytestmark = pytest.mark.asyncio(loop_scope="session")

MESSAGE = "**/webhooks/web/message"
NO_SHEETS = (
    "delete Document.prototype.adoptedStyleSheets; delete ShadowRoot.prototype.adoptedStyleSheets;"
)
NO_INERT = "delete HTMLElement.prototype.inert;"
SIZES = [(1280, 800), (768, 1024), (375, 667), (320, 568)]


async def test_a_visitor_asks_presses_and_reads(visiting: Visiting) -> None:
    visit = await visiting()
    await visit.opens()
    await visit.asks("What is involvement?")
    assert "You help to shape research" in (await visit.said())[-1].replace(
        "means you help", "You help"
    )
    await visit.page.get_by_role("button", name="How do the three words differ?").last.click()
    await visit.page.locator("ppi-chat table").wait_for()
    assert await visit.page.get_by_role(
        "heading", name="Involvement, engagement, participation"
    ).count()


async def test_nothing_is_kept_before_the_visitor_opens_it_and_never_a_cookie(
    visiting: Visiting,
) -> None:
    visit = await visiting()
    assert await visit.page.evaluate(
        "[sessionStorage.length, localStorage.length, document.cookie]"
    ) == [0, 0, ""]
    await visit.opens()
    assert await visit.page.evaluate(
        "[sessionStorage.length, localStorage.length, document.cookie]"
    ) == [1, 0, ""]


async def test_only_its_own_server_is_called_and_nothing_is_refused(
    visiting: Visiting, server: Server
) -> None:
    visit = await visiting()
    await visit.opens()
    await visit.asks("What is engagement?")
    assert [url for url in visit.asked if not url.startswith((server.url, "data:"))] == []
    assert (await visit.seen())["refused"] == []


async def test_opening_shifts_nothing_on_the_page(visiting: Visiting) -> None:
    visit = await visiting()
    await visit.opens()
    await visit.asks("What is engagement?")
    assert (await visit.seen())["shifts"] == 0


async def test_it_is_open_at_once_and_holds_nothing_up(browser: Browser, server: Server) -> None:
    visits = [await widget.visit(browser, server.url) for _ in range(5)]
    # A median: another program may take the processor away for a moment.
    assert statistics.median(one.ready for one in visits) < 100
    # By processor time, so that only what the page does itself is counted.
    assert all(one.by_processor for one in visits)
    assert max(task for one in visits for task in one.by_processor) < 50


async def test_the_numbers_of_an_ordinary_answer_can_be_pressed_too(visiting: Visiting) -> None:
    visit = await visiting()
    await visit.opens()
    await visit.asks("should I stop my tablets")
    links = visit.page.locator("ppi-chat li.them").last.locator("a[href^='tel:']")
    assert [await one.get_attribute("href") for one in await links.all()] == ["tel:111", "tel:999"]


# ---- somebody else's page --------------------------------------------------------------------------

HOSTILE = """
* { all: revert !important; font: 5px cursive !important; color: #ddd !important; }
html { font-size: 10px; } button { display: none !important; } section, ol { visibility: hidden !important; }
ppi-chat, ppi-chat * { border: 5px solid red; }
"""


def _snippet(server: Server, times: int = 1) -> str:
    built = next((ROOT / "web" / "dist").glob("ppi-chat-*.js")).name
    page = (ROOT / "web" / "dist" / "versions.json").read_text()
    integrity = re.search(r'"integrity": "([^"]+)"', page)
    assert integrity
    return times * (
        f'<script src="{server.url}/widget/{built}" integrity="{integrity[1]}" crossorigin="anonymous"'
        f' defer data-endpoint="{server.url}"></script>'
    )


async def test_a_page_of_somebody_else_with_a_strict_policy(
    visiting: Visiting, host: Host, server: Server
) -> None:
    policy = (
        f"default-src 'none'; script-src {server.url}; connect-src {server.url}; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )
    host.pages["/strict"] = (
        f"<!doctype html><html lang=en><title>A hospital</title><h1>A hospital</h1>{_snippet(server)}",
        {"Content-Security-Policy": policy},
    )
    visit = await visiting("/strict", url=host.url)
    await visit.opens()
    await visit.asks("What is participation?")
    assert "You can ask anything first" in (await visit.said())[-1]
    seen = await visit.seen()
    assert [one for one in seen["refused"] if "favicon" not in one] == []


async def test_a_hostile_page_that_loads_it_twice(
    visiting: Visiting, host: Host, server: Server
) -> None:
    host.pages["/hostile"] = (
        f"<!doctype html><html lang=en dir=rtl><base href='https://elsewhere.example.org/'><title>A page</title>"
        f"<style>{HOSTILE}</style><h1>A page</h1>{_snippet(server, times=2)}",
        {},
    )
    visit = await visiting("/hostile", url=host.url)
    await visit.opens()
    await visit.asks("What is participation?")
    assert await visit.page.locator("ppi-chat").count() == 1
    look = await visit.page.locator("ppi-chat li.them p").first.evaluate(
        "e => { const s = getComputedStyle(e); return [s.fontSize, s.visibility, s.color]; }"
    )
    assert look == ["16px", "visible", "rgb(33, 43, 50)"]
    box = await visit.page.locator("ppi-chat .panel").bounding_box()
    assert box is not None
    assert box["x"] < 100  # right-to-left: the other corner


async def test_the_iframe_is_for_allowed_websites_only(
    visiting: Visiting, host: Host, server: Server
) -> None:
    host.pages["/framed"] = (
        f'<!doctype html><html lang=en><title>Framed</title><iframe src="{server.url}/embed/frame" title="PPI Guide"></iframe>',
        {},
    )
    visit = await visiting("/framed", url=host.url)
    frame = visit.page.frame_locator("iframe")
    await frame.locator("ppi-chat textarea").wait_for()
    policy = (await visit.context.request.get(f"{server.url}/embed/frame")).headers[
        "content-security-policy"
    ]
    assert host.url in policy
    whole = (await visit.context.request.get(f"{server.url}/")).headers["content-security-policy"]
    assert "frame-ancestors 'none'" in whole


# ---- attacks ----------------------------------------------------------------------------------------

_RUN = "window.hacked()"
ATTACKS = [
    wrapped.replace("RUN", _RUN)
    for wrapped in (
        "<script>RUN</script>", "<img src=x onerror=RUN>", "<svg onload=RUN>", "<svg><script>RUN</script></svg>",
        "<iframe src=javascript:RUN>", "<iframe srcdoc='<script>parent.hacked()</script>'>", "<body onload=RUN>",
        "<input autofocus onfocus=RUN>", "<details open ontoggle=RUN>", "<video><source onerror=RUN>",
        "<audio src=x onerror=RUN>", "<marquee onstart=RUN>", "<object data=javascript:RUN>", "<embed src=javascript:RUN>",
        "<a href=javascript:RUN>x</a>", "<a href='data:text/html,<script>RUN</script>'>x</a>", "<form action=javascript:RUN><button>",
        "<math><mtext></mtext><mglyph><style><img src onerror=RUN>", "<template><script>RUN</script></template>",
        "<style>@import 'javascript:RUN'</style>", "<link rel=stylesheet href=javascript:RUN>", "<meta http-equiv=refresh content='0;url=javascript:RUN'>",
        "\"><script>RUN</script>", "'><img src=x onerror=RUN>", "--><script>RUN</script>", "]]><script>RUN</script>",
        "</title><script>RUN</script>", "</textarea><script>RUN</script>", "</style><script>RUN</script>", "{{constructor.constructor('RUN')()}}",
        "${RUN}", "javascript:RUN", "JaVaScRiPt:RUN", "java\tscript:RUN", "&#106;avascript:RUN", "vbscript:RUN",
        "data:text/html;base64,PHNjcmlwdD53aW5kb3cuaGFja2VkKCk8L3NjcmlwdD4=", "[x](javascript:RUN)", "![x](x onerror=RUN)",
        "<<script>RUN//<</script>", "<scr<script>ipt>RUN</scr</script>ipt>", "<IMG SRC=x ONERROR=RUN>", "<img/src=x/onerror=RUN>",
        "<img src=`x` onerror=RUN>", "<svg/onload=RUN>", "<svg><animate onbegin=RUN attributeName=x>", "<svg><use href='data:image/svg+xml,<svg onload=RUN>'>",
        "<x onclick=RUN tabindex=1 id=x autofocus onfocus=RUN>", "<a onmouseover=RUN>hover</a>", "<div style=background:url(javascript:RUN)>",
        "<base href=javascript:RUN//>", "<button formaction=javascript:RUN>", "<isindex type=image src=1 onerror=RUN>", "<keygen autofocus onfocus=RUN>",
        "https://example.org/\" onclick=\"RUN", "https://example.org/<script>RUN</script>", "mailto:a@b.cd?\"onclick=RUN", "a@b.cd\"><script>RUN</script>",
        "<!--[if true]><script>RUN</script><![endif]-->", "\u003cscript\u003eRUN\u003c/script\u003e", "<noscript><p title='</noscript><img src=x onerror=RUN>'>",
        "%3Cscript%3ERUN%3C/script%3E",
    )
]  # fmt: skip


def _attacking(attack: str) -> dict[str, Any]:
    """An answer with the attack wherever a text of an answer can be."""
    return {
        "seq": 3,
        "messages": [
            {
                "id": "f" * 32, "seq": 3, "at": "2026-11-24T00:00:00+00:00", "from": "assistant", "kind": "comparison",
                "text": attack, "buttons": [{"title": attack, "payload": attack}],
                "card": {
                    "id": attack, "title": attack, "parts": [attack],
                    "source": {"name": attack, "url": attack, "checked": attack},
                    "table": {"columns": ["", attack], "rows": [[attack, attack]]},
                },
            }
        ],
    }  # fmt: skip


async def test_no_attack_runs(visiting: Visiting) -> None:
    assert len(ATTACKS) >= 60
    visit = await visiting()
    await visit.opens()
    now = {"attack": ""}

    async def answer(route: Route) -> None:
        reply = _attacking(now["attack"])
        reply["messages"][0]["id"] = secrets.token_hex(16)
        await route.fulfill(json=reply)

    await visit.page.route(MESSAGE, answer)
    for attack in ATTACKS:
        now["attack"] = attack
        await visit.asks(attack)
    links = await visit.page.locator("ppi-chat li a").evaluate_all(
        "all => all.map((a) => a.protocol)"
    )
    assert set(links) <= {"https:", "mailto:", "tel:", "sms:"}
    async with visit.page.expect_download() as waiting:
        await visit.page.get_by_role("button", name="Options").click()
        await visit.page.get_by_role("button", name="Save as text").click()
    saved = await waiting.value
    assert saved.suggested_filename == "ppi-guide.txt"
    assert (await visit.seen())["ran"] == 0
    made = "script, img, svg, iframe, object, embed, video, audio, style, form form"
    assert await visit.page.locator("ppi-chat ol").locator(made).count() == 0


async def test_the_source_and_the_build_use_nothing_dangerous() -> None:
    dangerous = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|document\.cookie|localStorage"
    )
    files = [*(ROOT / "web" / "widget" / "src").iterdir(), *(ROOT / "web" / "dist").glob("*.js")]
    assert len(files) >= 6
    for file in files:
        assert not dangerous.search(file.read_text(encoding="utf-8")), file.name


# ---- everybody can use it ---------------------------------------------------------------------------


async def _fails(visit: Visit, status: int) -> None:
    async def refuse(route: Route) -> None:
        problem = {
            "status": status,
            "code": "x",
            "detail": "Something is wrong here. Please try again.",
        }
        await route.fulfill(status=status, json=problem, headers={"Retry-After": "30"})

    await visit.page.route(MESSAGE, refuse)


STATES = [
    "closed",
    "open",
    "card",
    "comparison",
    "typing",
    "error",
    "offline",
    "crisis",
    "menu",
    "delete",
    "quiz",
]


async def _bring_about(visit: Visit, state: str) -> None:
    if state == "closed":
        return
    await visit.opens()
    page = visit.page
    if state == "card":
        await visit.asks("What is involvement?")
    elif state == "comparison":
        await visit.asks("How do involvement, engagement and participation differ?")
    elif state == "crisis":
        await visit.asks("I want to end my life")
        await page.get_by_role("button", name="Get help now").wait_for()
    elif state == "quiz":
        await visit.asks("test me")
    elif state == "menu":
        await page.get_by_role("button", name="Options").click()
    elif state == "delete":
        await page.get_by_role("button", name="Options").click()
        await page.get_by_role("button", name="Delete this chat").click()
    elif state == "error":
        await _fails(visit, 503)
        await visit.types("What is involvement?")
        await page.get_by_role("button", name="Try again").wait_for()
    elif state == "offline":
        await visit.context.set_offline(True)
        await visit.types("What is involvement?")
        await page.get_by_role("button", name="Try again").wait_for()
    elif state == "typing":
        await page.route(MESSAGE, lambda route: None)
        await visit.types("What is involvement?")
        await page.get_by_text("One moment").wait_for()


@pytest.mark.parametrize("state", STATES)
async def test_axe_finds_no_fault(visiting: Visiting, state: str) -> None:
    visit = await visiting(bypass_csp=True)
    await _bring_about(visit, state)
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
    await _bring_about(visit, "card")
    assert await visit.axe() == []


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
async def test_the_second_theme_has_no_fault(
    visiting: Visiting, host: Host, server: Server, direction: str
) -> None:
    guide = (ROOT / "web" / "pages" / "embed.html").read_text(encoding="utf-8")
    theme = guide[guide.index("ppi-chat {") : guide.index("}</code>") + 1]
    host.pages[f"/dark-{direction}"] = (
        f"<!doctype html><html lang=en dir={direction}><title>Dark</title><style>body {{background: #1b1b1f; color: #fff}} {theme}</style>"
        f"<main><h1>Dark</h1></main>{_snippet(server)}",
        {},
    )
    visit = await visiting(f"/dark-{direction}", url=host.url)
    await _bring_about(visit, "comparison")
    assert await visit.axe() == []


async def _active(visit: Visit) -> str:
    name: str = await visit.page.evaluate(
        "(() => { let e = document.activeElement; while (e && e.shadowRoot) e = e.shadowRoot.activeElement;"
        " return e ? (e.id || e.textContent.trim()) : ''; })()"
    )
    return name


async def test_with_the_keyboard_alone(visiting: Visiting) -> None:
    visit = await visiting()
    keyboard = visit.page.keyboard
    for _ in range(12):
        await keyboard.press("Tab")
        if await _active(visit) == "Ask about research words":
            break
    assert await _active(visit) == "Ask about research words"
    await keyboard.press("Enter")
    assert await _active(visit) == "question"
    await keyboard.type("What is involvement?")
    await keyboard.press("Enter")
    await visit.page.get_by_role("heading", name="PPI Guide said: Involvement").wait_for()
    assert await _active(visit) == "question"  # an answer never moves the focus
    for _ in range(8):
        await keyboard.press("Shift+Tab")
        if (await _active(visit)).startswith("Yes"):
            break
    assert await _active(visit) == "Yes, “Involvement” helped"
    await keyboard.press("Enter")
    await visit.page.locator("ppi-chat").get_by_text("Thank you for telling us.").wait_for()
    await keyboard.press("Escape")
    assert await _active(visit) == "Ask about research words"


async def test_escape_closes_the_menu_first(visiting: Visiting) -> None:
    visit = await visiting()
    await _bring_about(visit, "menu")
    await visit.page.keyboard.press("Escape")
    assert await visit.page.locator("ppi-chat .panel").is_visible()
    assert await _active(visit) == "Options"


async def test_focus_can_be_seen(visiting: Visiting) -> None:
    visit = await visiting()
    await _bring_about(visit, "card")
    for _ in range(6):
        await visit.page.keyboard.press("Shift+Tab")
        look = await visit.page.evaluate(
            "(() => { const e = document.activeElement.shadowRoot.activeElement; const r = e.getBoundingClientRect();"
            " const at = e.getRootNode().elementFromPoint(r.x + r.width / 2, r.y + r.height / 2);"
            " return [parseFloat(getComputedStyle(e).outlineWidth), e === at || e.contains(at) || (at && at.contains(e))]; })()"
        )
        assert look[0] >= 3
        assert look[1]


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
        "PPI Guide said: Involvement. Involvement means you help to shape research. 3 choices."
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
    await _bring_about(visit, "card")
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
    await _bring_about(visit, "card")
    for control in await visit.page.locator(
        "ppi-chat .panel button:visible, ppi-chat textarea"
    ).all():
        box = await control.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["width"] >= 44


async def test_wider_text_spacing_cuts_nothing(visiting: Visiting) -> None:
    visit = await visiting(viewport={"width": 375, "height": 667})
    await _bring_about(visit, "card")
    await visit.page.locator("ppi-chat .panel").evaluate(
        "e => { for (const one of [e, ...e.querySelectorAll('*')]) { const s = one.style; s.lineHeight = '1.5';"
        " s.letterSpacing = '0.12em'; s.wordSpacing = '0.16em'; } }"
    )
    cut = await visit.page.locator("ppi-chat .panel").evaluate(
        "e => [...e.querySelectorAll('button, p, h3, label')].filter((o) => o.offsetParent && !o.classList.contains('sr')"
        " && o.scrollWidth > o.clientWidth + 1).map((o) => o.textContent)"
    )
    assert cut == []


async def test_it_prints_the_conversation_alone(visiting: Visiting) -> None:
    visit = await visiting()
    await _bring_about(visit, "card")
    await visit.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    await visit.page.emulate_media(media="print")
    assert not await visit.page.locator("main").is_visible()
    assert await visit.page.locator("ppi-chat li.them p").first.is_visible()
    assert not await visit.page.locator("ppi-chat textarea").is_visible()
    await visit.page.evaluate("dispatchEvent(new Event('afterprint'))")
    await visit.page.emulate_media(media="screen")
    assert await visit.page.locator("main").is_visible()


@pytest.mark.parametrize("without", [(NO_SHEETS,), (NO_INERT,), (NO_SHEETS, NO_INERT)])
async def test_older_browsers(visiting: Visiting, without: tuple[str, ...]) -> None:
    visit = await visiting(without=without, viewport={"width": 375, "height": 667})
    await visit.opens()
    await visit.asks("What is involvement?")
    box = await visit.page.locator("ppi-chat .panel").bounding_box()
    assert box is not None
    assert round(box["width"]) == 375
    for _ in range(15):
        await visit.page.keyboard.press("Tab")
        assert await visit.page.evaluate("document.activeElement.localName") == "ppi-chat"
    assert (await visit.seen())["refused"] == []


# ---- what a visitor can do ---------------------------------------------------------------------------


async def test_everything_is_deleted(visiting: Visiting) -> None:
    visit = await visiting()
    await _bring_about(visit, "card")
    await visit.page.get_by_role("button", name="Options").click()
    await visit.page.get_by_role("button", name="Delete this chat").click()
    async with visit.page.expect_response("**/webhooks/web/session") as erased:
        await visit.page.get_by_role("button", name="Delete everything").click()
    assert (await erased.value).status == 204
    await visit.page.get_by_text("Everything in this chat is deleted.").last.wait_for()
    assert await visit.page.evaluate("sessionStorage.length") == 0
    await visit.asks("What is engagement?")
    assert "share what they know" in (await visit.said())[-1]


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


async def test_only_the_latest_answer_asks_whether_it_helped(visiting: Visiting) -> None:
    visit = await visiting()
    await visit.opens()
    await visit.asks("What is involvement?")
    await visit.asks("What is engagement?")
    assert await visit.page.locator("ppi-chat .helpful").count() == 1
    assert "Engagement" in (
        await visit.page.locator("ppi-chat .helpful").get_attribute("aria-label") or ""
    )


async def test_after_a_crisis_card_help_stays_in_reach_and_nobody_asks_for_marks(
    visiting: Visiting,
) -> None:
    visit = await visiting()
    await _bring_about(visit, "crisis")
    hrefs = await visit.page.locator("ppi-chat li.crisis a").evaluate_all(
        "all => all.map((a) => a.href)"
    )
    assert "tel:999" in hrefs
    assert "tel:116123" in hrefs
    assert "sms:85258?body=SHOUT" in hrefs
    await visit.asks("What is involvement?")
    assert await visit.page.locator("ppi-chat .helpful").count() == 0
    # One way to help, at the top: an answer after it brings no second button.
    await visit.page.get_by_role("button", name="Get help now").click()
    assert await _active(visit) == "crisis"


async def test_it_says_when_an_answer_takes_long(visiting: Visiting) -> None:
    visit = await visiting()
    await _bring_about(visit, "typing")
    await visit.page.get_by_text("This is taking longer than usual. Please wait …").wait_for(
        timeout=12000
    )


async def test_a_refused_message_goes_back_into_the_box(visiting: Visiting) -> None:
    visit = await visiting()
    await visit.opens()
    await _fails(visit, 422)
    await visit.types("words that are refused")
    await visit.page.get_by_text("Something is wrong here.").last.wait_for()
    assert await visit.page.locator("ppi-chat textarea").input_value() == "words that are refused"


@pytest.mark.parametrize(("width", "height"), SIZES)
async def test_a_long_word_and_a_long_message_stay_inside(
    visiting: Visiting, width: int, height: int
) -> None:
    visit = await visiting(viewport={"width": width, "height": height})
    await visit.opens()
    await visit.asks("a" * 300)
    await visit.asks("What is involvement? " * 24)
    panel = visit.page.locator("ppi-chat .panel")
    assert await panel.evaluate("e => e.scrollWidth <= e.clientWidth")
    assert await visit.page.locator("ppi-chat .scroller").evaluate(
        "e => e.scrollWidth <= e.clientWidth"
    )


async def test_the_page_around_it_is_left_as_it_was(
    visiting: Visiting, host: Host, server: Server
) -> None:
    host.pages["/own"] = (
        "<!doctype html><html lang=en><title>Own</title><main><h1>Own</h1></main>"
        '<div id="shut" inert aria-hidden="false">shut</div><p id="gone">gone</p>'
        f"{_snippet(server)}",
        {},
    )
    visit = await visiting("/own", url=host.url, viewport={"width": 375, "height": 667})
    await visit.page.evaluate("document.getElementById('gone').style.display = 'none'")
    await visit.opens()
    for event in ("beforeprint", "afterprint"):
        await visit.page.evaluate(f"dispatchEvent(new Event('{event}'))")
    await visit.page.get_by_role("button", name="Close").click()
    shut = visit.page.locator("#shut")
    assert await shut.evaluate("e => [e.inert, e.getAttribute('aria-hidden')]") == [True, "false"]
    assert await visit.page.locator("main").evaluate(
        "e => [e.inert, e.hasAttribute('aria-hidden')]"
    ) == [False, False]
    assert await visit.page.locator("#gone").evaluate("e => e.style.display") == "none"


async def test_without_its_style_file_an_older_browser_still_gets_in(visiting: Visiting) -> None:
    visit = await visiting("/embed", without=(NO_SHEETS,))
    await visit.page.route("**/*.css", lambda route: route.abort())
    await visit.page.goto(visit.url + "/")
    await visit.opens()


@pytest.mark.parametrize("option", ["Contact a person", "Save as text"])
async def test_the_focus_stays_in_the_panel_after_an_option(
    visiting: Visiting, option: str
) -> None:
    visit = await visiting()
    await _bring_about(visit, "menu")
    await visit.page.get_by_role("button", name=option).click()
    assert await _active(visit) in ("question", "Options")
    await visit.page.keyboard.press("Escape")
    assert await _active(visit) == "Ask about research words"


async def test_every_crisis_message_gets_its_card_also_without_the_database(
    visiting: Visiting, server: Server
) -> None:
    visit = await visiting()
    await visit.opens()
    token = await visit.page.evaluate("JSON.parse(sessionStorage.getItem('ppi-chat')).token")
    # As when the database is away: the session is not known and the card is not stored.
    await visit.context.request.delete(
        f"{server.url}/webhooks/web/session", headers={"Authorization": f"Bearer {token}"}
    )
    for _ in range(2):
        await visit.asks("I want to end my life")
    assert await visit.page.locator("ppi-chat li.crisis").count() == 2
    assert await visit.page.locator("ppi-chat li.you").count() == 2
