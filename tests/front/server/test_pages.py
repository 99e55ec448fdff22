"""The pages as readers get them, without JavaScript: what they show, in both languages, and as data."""

from __future__ import annotations

import json
import re
import shutil
import time
from importlib import resources
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.graph.iris import Iris
from backchannel.graph.queries import library
from backchannel.graph.selection import restrict
from backchannel.graph.workspace import Workspace
from backchannel.schema.model import Evidence, Participant, Report
from backchannel.server.negotiation import preferred, preferred_language
from backchannel.server.overtime import over_time
from backchannel.server.shown import address, bars, pager, segments
from backchannel.server.words import LANGUAGES, words
from tests.front.server.serving import Server
from tests.graph.sample import ARTICLES, sample

HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def plain(html: str) -> str:
    """The words of a page."""
    import html as entities

    return " ".join(entities.unescape(re.sub(r"<[^>]*>", " ", html)).split())


def test_every_page_is_there(server: Server, workspace: Workspace) -> None:
    """Each thing has its page, and each page its title, its language and one first heading."""
    graph = workspace.graph()
    pages = ["/", "/contacts", "/actors", "/articles", "/queries", "/query", "/search", "/search?q=Lav", "/network"]
    pages += [address("actor", a) for a in graph.actors] + [address("contact", c.id) for c in graph.contacts]
    pages += [address("article", c) for c in graph.citations]
    for path in pages:
        for language in LANGUAGES:
            found = server.get(path, Accept=HTML, Accept_Language=language)
            assert (found.status, found.type) == (200, "text/html"), path
            assert f'<html lang="{language}">' in found.text
            assert found.text.count("<h1") == 1
            assert re.search(r"<title>[^<]+ · backchannel</title>", found.text)


def test_an_actor_page_tells_whom_when_and_who_says_so(server: Server, workspace: Workspace) -> None:
    """Counterparts, timeline with quotes, offices and outlets."""
    graph = workspace.graph()
    lavrov = next(a for a in graph.actors.values() if a.name == "Sergey Lavrov")
    said = plain(server.get(address("actor", lavrov.id)).text)
    for name in ("Vladimir Putin", "Antony Blinken", "14 February 2022", "Vladimir Putin menerima Sergey Lavrov"):
        assert name in said
    outlets = {
        graph.citations[a].outlet
        for c in graph.contacts
        if lavrov.id in {p.actor for p in c.participants}
        for a in c.articles
    }
    assert all(outlet in said for outlet in outlets if outlet)


def test_a_contact_page_shows_every_report_and_every_conflict(server: Server, workspace: Workspace) -> None:
    """Each report with its quote, its attribution, a way into its article; each value that reports disagree on."""
    graph = workspace.graph()
    for contact in graph.contacts:
        html = server.get(address("contact", contact.id)).text
        said = plain(html)
        for report in (graph.reports[r] for r in (*contact.reports, *contact.contested_by)):
            assert f'id="{report.id}"' in html
            assert all(e.text in said for e in report.evidence)
            assert f"{address('article', report.article)}?report={report.id}#q-{report.id}" in html
    for conflict in graph.conflicts:
        said = plain(server.get(address("contact", conflict.contact)).text)
        assert all(words("en").told(conflict.field, value) in said for value, _ in conflict.values)


def test_an_article_is_shown_whole_with_its_quotes_marked(server: Server, workspace: Workspace) -> None:
    """The text is all there; each quote is marked, and the one that was asked for stands out."""
    graph = workspace.graph()
    for article in ARTICLES.values():
        html = server.get(address("article", article.id)).text
        inside = html.partition('<div class="text"')[2].partition(">")[2].partition("</div>")[0]
        text = re.sub(r'<a class="ref"[^>]*>\d+</a>', "", inside)
        import html as entities

        assert entities.unescape(re.sub(r"<[^>]*>", "", text)) == article.text
        for report in graph.reports.values():
            if report.article == article.id:
                chosen = server.get(f"{address('article', article.id)}?report={report.id}").text
                now = entities.unescape(
                    re.sub(r"<[^>]*>", "", "".join(re.findall(r'<mark class="now">(.*?)</mark>', chosen, re.S)))
                )
                assert all(e.text in now for e in report.evidence if e.field == "text")
                assert f'id="q-{report.id}"' in chosen


@given(st.text("abc\n", max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=6))
def test_segments_lose_nothing(text: str, spans: list[tuple[int, int]]) -> None:
    """However quotes overlap, the pieces are the text again and each quote is covered by its report."""
    reports = [
        Report("a", (Participant(str(i), "party"),), "talks", "occurred", evidence=(Evidence(text[s:e], s, e),))
        for i, (s, e) in enumerate(spans)
    ]
    found = segments(text, reports, "text")
    assert "".join(s.text for s in found) == text
    for (start, end), report in zip(spans, reports, strict=True):
        if 0 <= start < end <= len(text):
            assert "".join(s.text for s in found if report.id in s.reports) == text[start:end]
            assert sum(report.id in s.begins for s in found) == 1


def test_a_quote_that_does_not_stand_where_it_says_marks_nothing() -> None:
    """Wrong offsets are not shown as if they were right."""
    report = Report("a", (), "talks", "occurred", evidence=(Evidence("xyz", 0, 3),))
    assert [s.reports for s in segments("abcdef", [report], "text")] == [()]


def test_iris_lead_to_pages_and_data(server: Server, workspace: Workspace) -> None:
    """Under its own path every IRI gives the page to a browser and RDF to a program; they say the same as the store."""
    iris = Iris(workspace.base)
    contact = workspace.graph().contacts[0]
    iri = ox.NamedNode(iris.address("contact", contact.id))
    path = iri.value.removeprefix("https://w3id.org")
    for where in (path, address("contact", contact.id)):
        assert server.get(where, Accept=HTML).type == "text/html"
        for media_type, form in (
            ("text/turtle", ox.RdfFormat.TURTLE),
            ("application/ld+json", ox.RdfFormat.JSON_LD),
            ("application/n-triples", ox.RdfFormat.N_TRIPLES),
            ("application/rdf+xml", ox.RdfFormat.RDF_XML),
        ):
            found = server.get(where, Accept=media_type)
            assert (found.status, found.type) == (200, media_type)
            read = {q.triple for q in ox.parse(found.body, form)}
            held = {q.triple for q in workspace.store.quads_for_pattern(iri, None, None, None)}
            assert held
            assert held <= read
            assert {t.subject.value.startswith(iri.value) for t in read if isinstance(t.subject, ox.NamedNode)} == {
                True
            }
    assert server.get(path, Accept="image/png").status == 406


def test_every_iri_under_the_base_is_answered(server: Server, workspace: Workspace) -> None:
    """Reports, places, offices, speakers, graphs and the parts of each too."""
    found = {q.subject.value for q in workspace.store if isinstance(q.subject, ox.NamedNode)}
    own = sorted(i for i in found if i.startswith(workspace.base) and i != f"{workspace.base}decisions")
    for iri in own[:: max(1, len(own) // 120)]:
        path = "/" + iri.removeprefix(workspace.base)
        assert server.get(path, Accept="text/turtle").status == 200, iri
        assert server.get(path, Accept=HTML).status in (200, 303, 301), iri


def test_a_replaced_contact_leads_to_its_successor(server: Server, workspace: Workspace) -> None:
    """An IRI that was minted once goes on to lead somewhere."""
    old, new = next((old, c.id) for c in workspace.graph().contacts for old in c.replaces)
    found = server.get(address("contact", old), Accept=HTML)
    assert (found.status, found.headers["location"]) == (301, address("contact", new))


def test_what_is_not_there_is_a_page_that_says_so(server: Server) -> None:
    """404 with the way home, as data too."""
    for path in ("/nowhere", "/actor/nobody", "/actor/%FF%FE", "/contact/", "/queries/no-such", "/place", "/x/y/z"):
        found = server.get(path, Accept=HTML)
        assert (found.status, found.type) == (404, "text/html"), path
    assert server.get("/actor/nobody", Accept="text/turtle").status == 404


def test_the_language_is_chosen_and_remembered(server: Server) -> None:
    """By the browser's wish, else by a link that sets a cookie; English where nothing is said."""
    assert "Who was in contact with whom" in server.get("/").text
    assert "Siapa berhubungan dengan siapa" in server.get("/", Accept_Language="id-ID,id;q=0.9,en;q=0.8").text
    found = server.get("/?lang=id", Accept_Language="en")
    assert "Siapa berhubungan" in found.text
    cookie = found.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    assert "Siapa berhubungan" in server.get("/", Cookie=cookie.partition(";")[0], Accept_Language="en").text
    assert server.get("/?lang=xx%0d%0aX:y").status == 200


def test_both_languages_say_everything() -> None:
    """Every word of the interface is there in both, with the same parts to fill in; so has every query."""
    found = json.loads(resources.files("backchannel.server").joinpath("words.json").read_text("utf-8"))
    assert set(found) == set(LANGUAGES)
    optional = {key for key in found["en"] if key.endswith("1")}
    assert set(found["en"]) - optional == set(found["id"]) - {k for k in found["id"] if k.endswith("1")}
    for key, english in found["en"].items():
        other = found["id"].get(key)
        if isinstance(english, str) and other is not None:
            assert set(re.findall(r"{(\w+)}", english)) == set(re.findall(r"{(\w+)}", other)), key
        elif isinstance(english, dict) and key not in ("queries", "helps"):
            assert set(english) == set(other), key
    assert set(found["id"]["queries"]) == set(library())
    assert set(found["id"]["helps"]) == {p.help for query in library().values() for p in query.parameters}


def test_countries_are_called_by_name() -> None:
    """A country has its name in both languages though no state of the graph is it; an unknown code stays itself."""
    assert (words("en").country("VN"), words("id").country("NL")) == ("Vietnam", "Belanda")
    assert words("en").country("ZZ") == "ZZ"


def test_every_word_is_used() -> None:
    """Nothing stays in the word list that no page says."""
    folder = Path(str(resources.files("backchannel.server")))
    text = "".join(p.read_text("utf-8") for p in (*folder.glob("*.py"), *folder.glob("templates/*.html")))
    found = json.loads((folder / "words.json").read_text("utf-8"))["en"]
    unused = [k for k in found if not k.endswith("1") and f'"{k}"' not in text]
    assert unused == []


def test_dates_read_as_people_write_them() -> None:
    """Every shape of EDTF that the graph holds, in both languages."""
    en, indonesian = words("en"), words("id")
    assert en.date("2022-02-14") == "14 February 2022"
    assert indonesian.date("2022-02-14") == "14 Februari 2022"
    assert en.date("2022-02") == "February 2022"
    assert en.date("XXXX-02-14") == "14 February, year unknown"
    assert indonesian.date("2022~") == "sekitar 2022"
    assert en.date("2022-02-12/2022-02-13") == "12 February 2022 – 13 February 2022"
    assert en.date("no date") == "no date"
    assert indonesian.number(12345) == "12.345"


def test_the_contacts_can_be_filtered(server: Server, workspace: Workspace) -> None:
    """By the same words as on the command line; a name that is not there is told with the nearest."""
    contacts = workspace.graph().contacts
    for query, number in (
        ("", len(contacts)),
        ("?secret=1", sum(c.confidential for c in contacts)),
        ("?status=planned", sum(c.status == "planned" for c in contacts)),
        ("?channel=in-person&actor=Lavrov&with=Putin", 1),
    ):
        html = server.get(f"/contacts{query}").text
        assert html.count('class="entry ') == number, query
    wrong = server.get("/contacts?actor=Lavrof")
    assert (wrong.status, "Lavrov" in wrong.text) == (400, True)
    assert server.get("/contacts?since=yesterday").status == 400


def test_search_finds_names_quotes_and_titles(server: Server) -> None:
    """The beginning of a name is enough; accents and case do not matter."""
    assert "Sergey Lavrov" in plain(server.get("/search?q=lav").text)
    assert "Emmanuel Macron" in plain(server.get("/search?q=MACRON").text)
    assert "menerima Sergey Lavrov" in plain(server.get("/search?q=menerima").text)
    rows = server.get("/suggest?q=lav").json
    assert rows[0]["name"] == "Sergei Lavrov"  # as English writes it
    assert server.get("/suggest?q=lav", Accept_Language="id").json[0]["name"] == "Sergey Lavrov"
    assert server.get(rows[0]["href"]).status == 200
    assert server.get("/suggest?q=").json == []
    assert "zzz" in server.get("/search?q=zzz").text


def test_every_named_query_has_a_form_and_answers(server: Server) -> None:
    """With its example's values it answers as the library says."""
    from urllib.parse import urlencode

    for query in library().values():
        given = urlencode(dict(query.example))
        found = server.get(f"/queries/{query.name}?{given}")
        assert found.status == 200, query.name
        rows = len(query.answer.strip().split("\n")) - 1
        shown = found.text.partition("<tbody>")[2].partition("</tbody>")[0].count("<tr>")
        assert shown == rows, query.name
        assert all(f'name="{p.name}"' in found.text for p in query.parameters)
    missing = server.get("/queries/who-contacted?actor=Nobody%20at%20all")
    assert (missing.status, 'role="alert"' in missing.text) == (400, True)


def test_the_query_page_answers_without_a_script(server: Server) -> None:
    """Rows as a table with links to pages, triples as text, yes or no as a word, errors as an alert."""
    from urllib.parse import quote

    rows = server.get("/query?query=" + quote("SELECT ?c { ?c a bc:Contact } LIMIT 2")).text
    assert rows.count('<td><a href="/contact/') == 2
    assert "format=csv" in rows
    assert "channel:" in server.get("/query?query=" + quote("CONSTRUCT WHERE { ?c bc:channel ?h }")).text
    assert 'class="truth">Yes' in server.get("/query?query=" + quote("ASK {}")).text
    wrong = server.get("/query?query=" + quote("SELECT"))
    assert (wrong.status, 'role="alert"' in wrong.text) == (400, True)
    assert "&lt;b&gt;" in server.get("/query?query=" + quote("SELECT ('<b>x</b>' AS ?x) {}")).text


def test_completion_knows_the_vocabulary(server: Server) -> None:
    """Prefixes, every class and property with its label, channels, statuses and the named queries."""
    found = server.get("/query/completion.json", Accept_Language="id").json
    names = {t["name"]: t for t in found["terms"]}
    assert {"bc:Contact", "bc:participant", "channel:meeting", "status:denied", "foaf:name"} <= set(names)
    assert names["channel:meeting"]["label"] == "pertemuan"
    assert found["prefixes"]["bc"] == "https://w3id.org/backchannel/ns#"
    assert {q["name"] for q in found["queries"]} == set(library())


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, "text/html"),
        ("*/*", "text/html"),
        ("text/turtle", "text/turtle"),
        ("text/*;q=0.5, application/ld+json", "application/ld+json"),
        ("text/turtle;q=0.9, text/html;q=0.1", "text/turtle"),
        ("text/html;q=0, */*;q=0.1", "text/turtle"),
        ("image/png", None),
        ("text/turtle;q=nan, text/html;q=bad", None),
    ],
)
def test_accept_is_read_as_http_has_it(header: str | None, expected: str | None) -> None:
    """The most exact range decides, then the weight, then the server's order."""
    assert preferred(header, ["text/html", "text/turtle", "application/ld+json"]) == expected
    assert preferred_language("fr;q=1, id-ID;q=0.8, en;q=0.3", ["en", "id"]) == "id"


def test_pages_of_a_list_end_where_the_list_ends() -> None:
    """A page that is not there is the nearest one that is."""
    assert [pager(p, 120, 50).page for p in (None, "2", "99", "-1", "x", "0", "9" * 50)] == [1, 2, 3, 1, 1, 1, 1]
    assert list(pager("3", 120, 50).part(range(120))) == list(range(100, 120))
    assert pager(None, 0).pages == 1


def test_bars_count_each_dated_contact_once() -> None:
    """By month in a short time, by year in a long one."""
    found = bars(over_time(sample().contacts), words("en"))
    dated = [c for c in sample().contacts if c.earliest and c.latest and c.earliest[:4] == c.latest[:4]]
    assert sum(b.held + b.other for b in found) == len(dated)


def test_a_rebuilt_workspace_is_served_without_a_restart(tmp_path: Path) -> None:
    """What is in the folder now is what is shown, a moment after the build; nothing fails in between."""
    graph = sample()
    folder = tmp_path / "w"
    Workspace.replace(folder, restrict(graph, graph.contacts[:1]), ARTICLES.values())
    server = Server(folder)
    try:
        assert server.get("/healthz").json["contacts"] == 1
        Workspace.replace(folder, graph, ARTICLES.values())
        end = time.monotonic() + 30
        while server.get("/healthz").json["contacts"] != len(graph.contacts):
            assert time.monotonic() < end
            time.sleep(0.2)
        asked = server.ask("SELECT (COUNT(*) AS ?n) { ?c a bc:Contact }").json
        assert asked["results"]["bindings"][0]["n"]["value"] == str(len(graph.contacts))
        shutil.rmtree(folder)
        assert server.get("/contacts").status == 200
    finally:
        server.stop()
