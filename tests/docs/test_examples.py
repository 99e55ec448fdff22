"""Every command's help is a sentence and an example, and the example works."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import urllib.request
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import click
import pytest

from backchannel.graph.workspace import Workspace
from tests.packaging.conftest import ROOT, script

COMMANDS: dict[str, click.Command] = dict(script("docs/write_pages.py").commands())
TIME_LIMIT = 120  # seconds for one example
MINISTERS = """item,itemLabel,altLabel,iso,positionLabel,positionIso,start,end,kind
http://www.wikidata.org/entity/Q4115189,Ratna Wijaya,R. Wijaya,ID,minister of foreign affairs,ID,2023-01-01,,person
"""
FLAG = {
    "verdict": "different",
    "subject": "actor",
    "ids": ["person.emmanuel-macron.FR", "person.sergei-lavrov.RU"],
    "who": "Rini",
    "when": "2024-05-16",
    "why": "two persons",
}
MET = "Presiden Prancis Emmanuel Macron bertemu dengan Menlu Rusia Sergei Lavrov di Jenewa pada 5 Mei 2023.\n"


def examples(command: click.Command) -> list[str]:
    """The commands that a help shows under `Example`."""
    text = (command.help or "").replace("\b", "").replace("\\\n", " ")
    shown = text.partition("Example")[2]
    return [
        re.sub(r"\s+", " ", line.strip())
        for line in shown.splitlines()
        if re.match(r"\s*\S+ *.*backchannel |\s*backchannel ", line)
    ]


ALL = [(name, example) for name, command in COMMANDS.items() for example in examples(command)]


@pytest.mark.parametrize("name", COMMANDS)
def test_help_is_a_sentence_and_an_example(name: str) -> None:
    """The help begins with a sentence that ends with a full stop, and shows at least one example of this command."""
    command = COMMANDS[name]
    first = re.split(r"\n\s*\n", (command.help or "").strip())[0].replace("\n", " ")

    assert re.match(r"[A-Z].*[.:]$", first), f"no sentence: {first!r}"
    assert isinstance(command, click.Group) or any(f"backchannel {name}" in e for e in examples(command))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What examples take for granted: articles in several shapes, a graph of them, reports, gold."""
    folder = tmp_path_factory.mktemp("examples")
    (folder / "article.txt").write_text(MET, "utf-8")
    (folder / "ministers.csv").write_text(MINISTERS, "utf-8")
    (folder / "decisions.jsonl").write_text(json.dumps(FLAG) + "\n", "utf-8")
    (folder / "articles" / "monday").mkdir(parents=True)
    for article in (ROOT / "seeds").glob("*.txt"):
        shutil.copy(article, folder / "articles")
    (folder / "articles" / "jenewa.txt").write_text(MET, "utf-8")
    (folder / "articles" / "monday" / "berita.txt").write_text(MET.replace("5 Mei", "9 Mei"), "utf-8")
    with gzip.open(folder / "crawl.jsonl.gz", "wt", encoding="utf-8") as crawl:
        crawl.write(json.dumps({"id": "crawl-1", "text": MET}) + "\n")
    with zipfile.ZipFile(folder / "pages.zip", "w") as pages:
        pages.writestr("page.txt", MET)
    shutil.copy(ROOT / "seeds" / "_expected.jsonl", folder / "gold.jsonl")
    for line in ("backchannel build articles/*.txt -o graph", "backchannel extract articles -o reports.jsonl"):
        done = run(line, folder)
        assert done.returncode == 0, done.stderr
    for twin in ("contacts", "demo"):
        shutil.copytree(folder / "graph", folder / twin)
    return folder


SAID = {"role": "assistant", "content": '{"contacts": []}'}
ANSWERS: dict[str, tuple[str, dict[str, object]]] = {  # by the end of the path
    "/chat/completions": ("application/json", {"choices": [{"index": 0, "message": SAID, "finish_reason": "stop"}]}),
    "/sparql": ("application/sparql-results+json", {"head": {"vars": ["name"]}, "results": {"bindings": []}}),
}


class Silent(BaseHTTPRequestHandler):
    """A model that finds no contact, a SPARQL endpoint that knows nothing, a store that takes everything."""

    def do_POST(self) -> None:
        if "chunked" in self.headers.get("Transfer-Encoding", ""):
            while (size := int(self.rfile.readline(), 16)) or self.rfile.readline() != b"\r\n":
                self.rfile.read(size + 2)
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        kind, answer = next(
            (a for ending, a in ANSWERS.items() if self.path.partition("?")[0].endswith(ending)), ("", {})
        )
        body = json.dumps(answer).encode() if kind else b""
        self.send_response(200 if kind else 204)
        if kind:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_PUT = do_DELETE = do_GET = do_POST

    def log_message(self, *_: object) -> None:
        """Nothing on the test's output."""


@pytest.fixture(scope="module")
def others() -> Iterator[str]:
    """The address of a server that stands for those that examples talk to."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Silent)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def run(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """What a shell does with the line in the folder."""
    return subprocess.run(
        ["bash", "-c", line],
        cwd=folder,
        env=environment(folder),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIME_LIMIT,
        check=False,
    )


def environment(folder: Path) -> dict[str, str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    own = {"PATH": path, "COLUMNS": "100", "NO_BROWSER": "1", "BACKCHANNEL_USER": "Ana"}
    return {**os.environ, **own, "XDG_CACHE_HOME": str(folder / "cache")}


def with_real_ids(example: str, folder: Path) -> str:
    """The example with ids that stand in this graph where it shows ids of a graph that nobody has."""
    graph = Workspace.open(folder / "graph").graph()
    persons = [actor.id for actor in graph.actors.values() if actor.kind == "person"]
    ids = {
        "person.jokowi": persons[0],
        "person.joko-widodo.ID": persons[1],
        "4f39e77a": graph.contacts[0].id,
        "001_026c4f7916e5a389": next(iter(graph.citations)),
    }
    if "9f2c11d0a4b7" in example:
        taken = run(f"backchannel decide graph right {next(iter(graph.reports))} --when 2024-05-05", folder)
        ids["9f2c11d0a4b7"] = taken.stdout.split()[1]
    for shown, real in ids.items():
        example = re.sub(rf"(?<!\S){re.escape(shown)}(?!\S)", real, example)
    return example


@pytest.mark.parametrize(("name", "example"), ALL, ids=[example[:80] for _, example in ALL])
def test_examples_work(name: str, example: str, built: Path, others: str, tmp_path: Path) -> None:
    """The example in a command's help runs and ends well; ids and addresses are those of this place."""
    here = tmp_path / "here"
    shutil.copytree(built, here)
    line = re.sub(r"http://(localhost|127\.0\.0\.1):\d+", others, with_real_ids(example, here))
    if name == "serve":
        answers_requests(line, here)
        return
    done = run(line, here)

    assert done.returncode == 0, done.stderr[-2000:]
    assert "Traceback" not in done.stderr


def answers_requests(line: str, folder: Path) -> None:
    """A server says where it is, answers there, and ends when it is asked to."""
    line = re.sub(r" --port \d+", "", line) + " --port 0"
    server = subprocess.Popen(
        ["bash", "-c", f"exec {line}"],
        cwd=folder,
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert server.stdout is not None
        said = ""
        while not (address := re.search(r"http://127\.0\.0\.1:\d+", said)) and (more := server.stdout.readline()):
            said += more
        assert address, said
        with urllib.request.urlopen(address[0], timeout=30) as answer:
            assert answer.status == 200
    finally:
        server.terminate()
        server.wait(timeout=30)
