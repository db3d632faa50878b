"""Whatever an answer holds is text: nothing of it runs, and nothing dangerous is built in."""

from __future__ import annotations

import re
import secrets
from typing import Any

import pytest
from playwright.async_api import Route

from bot.paths import ROOT
from tests.browser.visit import MESSAGE, Visiting

pytestmark = pytest.mark.asyncio(loop_scope="session")


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
