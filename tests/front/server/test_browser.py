"""The pages in a real browser: by keyboard alone, without a request that leaves the host, on a phone too."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from backchannel.graph.workspace import Workspace
from backchannel.server.shown import address
from tests.foreign import node_modules, require_module
from tests.front.server.serving import Server

pytestmark = pytest.mark.browser
AXE = Path(__file__).parents[2] / "exports" / "view" / "node"
DESKTOP, PHONE = (1360, 900), (390, 844)
QUERY = "/query?query=" + quote("SELECT ?who ?n { ?a foaf:name ?who BIND (STRLEN(?who) AS ?n) }")


def wait(done: Callable[[], Any], seconds: float = 15) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := done():
            return found
        time.sleep(0.03)
    raise AssertionError("waited in vain")


def resize(browser: Any, size: tuple[int, int]) -> None:
    device = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": size[0] < 600}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", device)


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """The browser with empty logs, at desktop size; at the end, nothing may stand in its console."""
    browser.get("about:blank")
    browser.get_log("performance")
    browser.get_log("browser")
    resize(browser, DESKTOP)
    yield browser
    said = [
        e["message"]
        for e in browser.get_log("browser")
        if e["level"] == "SEVERE" and "status of 40" not in e["message"]
    ]
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert said == []


def press(browser: Any, *keys: str) -> None:
    require_module("selenium.webdriver")
    from selenium.webdriver import ActionChains

    ActionChains(browser).send_keys(*keys).perform()


def focused(browser: Any) -> str:
    found: str = browser.execute_script(
        "return document.activeElement.getAttribute('href') || document.activeElement.id"
    )
    return found


def tab_to(browser: Any, start: str, most: int = 80) -> str:
    """Press Tab until something whose link or id begins so has the focus."""
    from selenium.webdriver import Keys

    for _ in range(most):
        press(browser, Keys.TAB)
        if focused(browser).startswith(start):
            return focused(browser)
    raise AssertionError(f"Tab does not reach {start}")


def hosts_asked(browser: Any) -> set[str]:
    """Hosts of everything that the browser asked for since its log was last read."""
    found = set()
    for entry in browser.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            parts = urlsplit(message["params"]["request"]["url"])
            if parts.scheme in ("http", "https", "ws", "wss"):
                found.add(parts.netloc)
    return found


def test_from_a_name_to_the_marked_quote_by_keyboard_alone(server: Server, page: Any) -> None:
    """Search "Lav", its actor's page, a contact, and the sentence marked in the article; nothing leaves the host."""
    from selenium.webdriver import Keys

    page.get(server.url)
    tab_to(page, "q")
    press(page, "Lav")
    wait(lambda: page.execute_script("return !document.getElementById('suggestions').hidden"))
    assert page.execute_script("return document.getElementById('q').getAttribute('aria-expanded')") == "true"
    assert page.execute_script("return document.getElementById('suggestion-status').textContent").startswith("1 ")
    press(page, Keys.ARROW_DOWN)
    chosen = page.execute_script("return document.getElementById('q').getAttribute('aria-activedescendant')")
    assert (
        page.execute_script("return document.getElementById(arguments[0]).getAttribute('aria-selected')", chosen)
        == "true"
    )
    press(page, Keys.ENTER)
    wait(lambda: "/actor/" in page.current_url)
    assert "Lavrov" in page.title
    tab_to(page, "/contact/")
    press(page, Keys.ENTER)
    wait(lambda: "/contact/" in page.current_url)
    tab_to(page, "/article/")
    while "report=" not in focused(page):
        tab_to(page, "/article/")
    press(page, Keys.ENTER)
    wait(lambda: "/article/" in page.current_url)
    quotes = page.execute_script("return [...document.querySelectorAll('mark.now')].map(m => m.textContent).join('')")
    assert "Lavrov" in quotes
    box = page.execute_script(
        "const b = document.querySelector('mark.now').getBoundingClientRect(); return [b.top, b.bottom]"
    )
    assert 0 <= box[0] < box[1] <= DESKTOP[1]
    assert hosts_asked(page) == {server.host}


def test_escape_and_plain_enter_in_the_search(server: Server, page: Any) -> None:
    """Escape closes the suggestions; Enter without a choice searches everything."""
    from selenium.webdriver import Keys

    page.get(server.url)
    page.execute_script("document.getElementById('q').focus()")
    press(page, "Mac")
    wait(lambda: page.execute_script("return !document.getElementById('suggestions').hidden"))
    press(page, Keys.ESCAPE)
    assert page.execute_script("return document.getElementById('suggestions').hidden")
    press(page, Keys.ENTER)
    wait(lambda: "/search?q=" in page.current_url)
    assert "Macron" in page.find_element("tag name", "main").text


def test_a_query_is_written_with_completion_and_run_by_keyboard(server: Server, page: Any) -> None:
    """Typing offers what fits, Enter takes it, Ctrl+Enter runs; the answer has the focus and can be sorted."""
    from selenium.webdriver import ActionChains, Keys

    page.get(server.url + "query")
    wait(
        lambda: page.execute_script(
            "return performance.getEntriesByName(location.origin + '/query/completion.json').length"
        )
    )
    page.execute_script("const f = document.getElementById('query'); f.focus(); f.select()")
    press(page, "SELECT ?name WHERE { ?who a bc:Pers")
    wait(lambda: page.execute_script("return !document.getElementById('completions').hidden"))
    assert "bc:Person" in page.find_element("id", "completions").text
    press(page, Keys.ENTER, " ; foaf:na")
    wait(lambda: page.execute_script("return !document.getElementById('completions').hidden"))
    press(page, Keys.ENTER, " ?na")
    wait(lambda: "?name" in page.find_element("id", "completions").text)
    press(page, Keys.ENTER, " }")
    assert page.execute_script("return document.getElementById('query').value") == (
        "SELECT ?name WHERE { ?who a bc:Person ; foaf:name ?name }"
    )
    coloured = page.execute_script("return document.querySelector('.shade').textContent.trim()")
    assert coloured == page.execute_script("return document.getElementById('query').value")
    ActionChains(page).key_down(Keys.CONTROL).send_keys(Keys.ENTER).key_up(Keys.CONTROL).perform()
    wait(lambda: "query=" in page.current_url and page.find_elements("css selector", "table.sortable tbody tr"))
    assert focused(page) == "answer"
    column = "return [...document.querySelectorAll('tbody td')].map(c => c.textContent)"
    page.execute_script("document.querySelector('thead button').focus()")
    press(page, Keys.ENTER)
    assert page.execute_script(column) == sorted(page.execute_script(column), key=str.casefold)
    press(page, Keys.ENTER)
    assert page.execute_script("return document.querySelector('th').getAttribute('aria-sort')") == "descending"
    page.execute_script("document.getElementById('query').focus()")
    press(page, Keys.TAB)
    assert focused(page) != "query"


def test_everything_but_the_network_works_without_javascript(server: Server, page: Any) -> None:
    """Search by Enter, forms, the query page: with scripts switched off."""
    from selenium.webdriver import Keys

    page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    page.get(server.url)
    page.find_element("id", "q").send_keys("Lavrov", Keys.ENTER)
    wait(lambda: "/search?q=" in page.current_url)
    page.find_element("css selector", "main a[href^='/actor/']").click()
    wait(lambda: "/actor/" in page.current_url)
    page.get(server.url + "contacts")
    page.find_element("name", "secret").click()
    page.find_element("css selector", "main form button").click()
    wait(lambda: "secret=1" in page.current_url)
    page.get(server.url + "query")
    page.find_element("css selector", "main form button").click()
    wait(lambda: "query=" in page.current_url)
    assert page.find_elements("css selector", "tbody tr")


def test_the_network_runs_in_its_frame(server: Server, page: Any) -> None:
    """The page of the build draws under its own policy, inside the site, and asks nobody else."""
    page.get(server.url + "network")
    frame = page.find_element("css selector", "iframe")
    page.switch_to.frame(frame)
    wait(lambda: page.execute_script("return document.documentElement.dataset.ready === 'yes'"))
    page.switch_to.default_content()
    assert hosts_asked(page) == {server.host}


def pages(workspace: Workspace) -> dict[str, str]:
    graph = workspace.graph()
    contested = next((c for c in graph.contacts if c.contested_by), graph.contacts[0])
    lavrov = next(a for a in graph.actors.values() if "Lavrov" in a.name)
    report = next(r for r in graph.reports.values() if r.evidence)
    return {
        "home": "/",
        "contacts": "/contacts",
        "actors": "/actors",
        "articles": "/articles",
        "actor": address("actor", lavrov.id),
        "contact": address("contact", contested.id),
        "article": f"{address('article', report.article)}?report={report.id}",
        "search": "/search?q=Lav",
        "queries": "/queries",
        "named": "/queries/who-contacted?actor=Lavrov",
        "query": QUERY,
        "wrong query": "/query?query=SELECT",
        "network": "/network",
        "network around": f"/network?actor={lavrov.id}",
        "missing": "/nowhere",
    }


@pytest.mark.parametrize(
    ("size", "scheme", "language"), [(DESKTOP, "light", "en"), (PHONE, "dark", "id")], ids=["desktop", "phone"]
)
def test_no_accessibility_violation(
    server: Server, workspace: Workspace, page: Any, size: tuple[int, int], scheme: str, language: str
) -> None:
    """axe-core finds nothing serious or critical on any page, in either language, light or dark, wide or narrow."""
    axe = (node_modules(AXE) / "node_modules/axe-core/axe.min.js").read_text("utf-8")
    resize(page, size)
    page.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    )
    for name, path in pages(workspace).items():
        page.get(server.url.rstrip("/") + path + ("&" if "?" in path else "?") + f"lang={language}")
        if name == "wrong query":
            page.get_log("browser")  # it says 400, as it should
        page.execute_script(axe)
        found = page.execute_async_script(
            "const done = arguments[arguments.length - 1];"
            "axe.run(document, {iframes: false, resultTypes: ['violations']}).then(r => done(r.violations.map("
            "v => [v.impact, v.id, v.nodes.slice(0, 3).map(n => n.html.slice(0, 160))])))"
        )
        assert [v for v in found if v[0] in ("serious", "critical")] == [], name
        width = page.execute_script("return document.documentElement.scrollWidth")
        assert width <= size[0], f"{name} is wider than the screen"
    assert hosts_asked(page) == {server.host}


def test_the_network_opens_around_an_actor_in_the_language_of_the_page(
    server: Server, workspace: Workspace, page: Any
) -> None:
    """From an actor's page to the network: its card is open, in the same language, with no second title."""
    resize(page, DESKTOP)
    lavrov = next(a for a in workspace.graph().actors.values() if "Lavrov" in a.name)
    page.get(server.url.rstrip("/") + address("actor", lavrov.id) + "?lang=id")
    page.execute_script("[...document.querySelectorAll('a')].find(a => a.textContent === arguments[0]).click()", "Tampilkan di jaringan")  # fmt: skip # noqa: E501
    frame = "document.querySelector('iframe.network').contentDocument"
    for _ in range(100):
        page.execute_async_script("setTimeout(arguments[0], 50)")
        if page.execute_script(f"return {frame}?.documentElement?.dataset?.ready === 'yes'"):
            break
    assert page.execute_script(f"return {frame}.documentElement.lang") == "id"
    assert page.execute_script(f"return {frame}.querySelector('.card.open h2').textContent") == lavrov.name
    assert page.execute_script(f"return {frame}.querySelector('.brand').offsetWidth") == 0
