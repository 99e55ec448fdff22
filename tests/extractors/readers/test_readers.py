"""Every reader on a good file, and on an empty, truncated, wrongly encoded or hostile one."""

from __future__ import annotations

import gzip
import io
import json
import mailbox
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from backchannel.extractors.reading import ReadOptions, read_articles
from backchannel.schema.errors import ArticleError
from backchannel.schema.model import Article

pyarrow = pytest.importorskip("pyarrow")
openpyxl = pytest.importorskip("openpyxl")
zstandard = pytest.importorskip("zstandard")

TEXT = "Presiden Surya menelepon Menteri Rindang pada Senin malam.\nKeduanya membahas pelabuhan Teluk Damai."
PARAGRAPHS = [
    "Presiden Surya Wiranata menelepon Menteri Luar Negeri Rindang Prasetya pada Senin malam untuk membahas pelabuhan.",
    "Dalam pembicaraan itu, keduanya sepakat mengirim utusan ke ibu kota masing-masing sebelum akhir bulan ini.",
    "Kementerian luar negeri menyatakan pertemuan lanjutan akan digelar setelah kedua pihak menerima laporan utusan.",
]
PAGE = (
    '<!doctype html><html lang="id"><head><meta charset="utf-8"><title>Surya Telepon Rindang | Kabar Teluk</title>'
    '<meta property="article:published_time" content="2022-02-14T21:05:00+07:00">'
    '<meta property="og:site_name" content="Kabar Teluk"></head><body><nav>Beranda Politik</nav><article>'
    f"<h1>Surya Telepon Rindang</h1>{''.join(f'<p>{p}</p>' for p in PARAGRAPHS)}</article></body></html>"
)
ROW = {"id": "r1", "isi": TEXT, "judul": "Surya Telepon", "tanggal": "2022-02-14 21:05", "link": "https://k.test/1",
       "media": "Kabar Teluk"}  # fmt: skip


def read(path: Path, options: ReadOptions | None = None) -> tuple[list[Article], list[str]]:
    """Articles and error lines of one path."""
    items = list(read_articles([path], options))
    problems = [str(item) for item in items if isinstance(item, ArticleError)]
    assert all("\n" not in line for line in problems)
    return [item for item in items if isinstance(item, Article)], problems


def put(path: Path, data: bytes | str) -> Path:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def as_csv() -> bytes:
    return (",".join(ROW) + "\n" + ",".join(f'"{v}"' for v in ROW.values()) + "\n").encode()


def as_tsv() -> bytes:
    return ("\t".join(ROW) + "\n" + "\t".join(f'"{v}"' for v in ROW.values()) + "\n").encode()


def as_xlsx() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(list(ROW))
    book.active.append(list(ROW.values()))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_parquet() -> bytes:
    import pyarrow.parquet as parquet

    out = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_pylist([ROW]), out)
    return out.getvalue()


def as_rss() -> bytes:
    return f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Kabar Teluk</title><item>
      <title>Surya Telepon</title><description>{TEXT}</description><guid>r1</guid><link>https://k.test/1</link>
      <pubDate>Mon, 14 Feb 2022 21:05:00 +0700</pubDate></item></channel></rss>""".encode()


def as_atom() -> bytes:
    return f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Kabar Teluk</title><entry><id>r1</id>
      <title>Surya Telepon</title><link href="https://k.test/1"/><published>2022-02-14T21:05:00+07:00</published>
      <updated>2023-01-01T00:00:00Z</updated>
      <content type="html">&lt;p&gt;{TEXT.replace(chr(10), "&lt;br&gt;")}&lt;/p&gt;</content>
      </entry></feed>""".encode()


def message() -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["Message-ID"] = "Surya Telepon", "Kabar Teluk <kabar@k.test>", "<r1>"
    mail["Date"] = "Mon, 14 Feb 2022 21:05:00 +0700"
    mail.set_content(TEXT)
    return mail


def as_mbox(folder: Path) -> bytes:
    box = mailbox.mbox(folder / "made")
    box.add(message())
    box.close()
    return (folder / "made").read_bytes()


def as_warc() -> bytes:
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + PAGE.encode()
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://k.test/1\r\nWARC-Date: 2022-02-15T00:00:00Z\r\n"
        "WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def as_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a/one.txt", TEXT)
        packed.writestr("a/_notes.txt", "passed over")
    return out.getvalue()


MADE: dict[str, Callable[[Path], bytes]] = {
    "one.txt": lambda _: TEXT.encode(),
    "one.md": lambda _: f"---\ntitle: Surya Telepon\ndate: 2022-02-14\n---\n{TEXT}".encode(),
    "one.html": lambda _: PAGE.encode(),
    "one.jsonl": lambda _: json.dumps(ROW).encode() + b"\n",
    "one.json": lambda _: json.dumps({"total": 1, "articles": [ROW]}, indent=1).encode(),
    "list.json": lambda _: json.dumps([ROW], indent=1).encode(),
    "one.csv": lambda _: as_csv(),
    "one.tsv": lambda _: as_tsv(),
    "one.xlsx": lambda _: as_xlsx(),
    "one.parquet": lambda _: as_parquet(),
    "one.rss": lambda _: as_rss(),
    "one.xml": lambda _: as_atom(),
    "one.eml": lambda _: message().as_bytes(),
    "one.mbox": as_mbox,
    "one.warc": lambda _: as_warc(),
    "one.zip": lambda _: as_zip(),
}


@pytest.fixture(params=MADE)
def good(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, bytes]:
    (tmp_path / "making").mkdir()
    return request.param, MADE[request.param](tmp_path / "making")


def test_good_file_gives_its_article(good: tuple[str, bytes], tmp_path: Path) -> None:
    """One article with the text as it stands, and title and date where the format has them."""
    name, data = good

    articles, problems = read(put(tmp_path / name, data))

    assert problems == []
    (article,) = articles
    expected = "\n".join(PARAGRAPHS) if name in ("one.html", "one.warc") else TEXT
    assert article.text.strip().removeprefix("Surya Telepon Rindang\n") == expected
    if name not in ("one.txt", "one.zip"):
        assert article.title is not None
        assert article.title.startswith("Surya Telepon")
        assert (article.published, article.published_from) == ("2022-02-14", "metadata")
    if name not in ("one.txt", "one.zip", "one.md"):
        assert article.outlet == "Kabar Teluk"


@pytest.mark.parametrize("packing", ["gz", "zst"])
def test_packed_file_gives_the_same(packing: str, good: tuple[str, bytes], tmp_path: Path) -> None:
    """Compression changes nothing, whatever is inside."""
    name, data = good
    packed = gzip.compress(data) if packing == "gz" else zstandard.compress(data)

    assert read(put(tmp_path / f"{name}.{packing}", packed)) == read(put(tmp_path / name, data))


@pytest.mark.parametrize("name", [n for n in MADE if not n.endswith((".csv", ".tsv", ".md", ".eml"))])
def test_pipe_is_read_by_its_content(name: str, tmp_path: Path) -> None:
    """Standard input needs no name where the format can be told from its first bytes."""
    data = MADE[name](tmp_path)
    script = (
        "from backchannel.extractors.reading import read_articles\n"
        "for item in read_articles(['-']): print(type(item).__name__, ascii(getattr(item, 'text', item)))"
    )

    run = subprocess.run([sys.executable, "-c", script], input=data, capture_output=True, check=True)

    assert run.stdout.startswith(b"Article "), run.stdout + run.stderr


def test_empty_file_is_one_clear_line(good: tuple[str, bytes], tmp_path: Path) -> None:
    """No article, one line with the file's name."""
    path = put(tmp_path / good[0], b"")

    articles, problems = read(path)

    assert articles == []
    assert len(problems) == 1
    assert problems[0].startswith(f"{path}: ")


def test_truncated_file_stops_nothing(good: tuple[str, bytes], tmp_path: Path) -> None:
    """Cut at any of twenty places, a file gives what is whole in it or an error, never an exception."""
    name, data = good
    for part in range(1, 20):
        put(tmp_path / name, data[: len(data) * part // 20])
        put(tmp_path / f"{name}.gz", gzip.compress(data, mtime=0)[: len(data) * part // 40])
        put(tmp_path / "zzz.txt", "Surat terakhir.")

        articles, _ = read(tmp_path)

        assert articles[-1].text == "Surat terakhir."
        (tmp_path / name).unlink()
        (tmp_path / f"{name}.gz").unlink()


def test_flipped_bytes_stop_nothing(good: tuple[str, bytes], tmp_path: Path) -> None:
    """Damage at any of sixty places gives articles or errors, never an exception."""
    name, data = good
    for part in range(60):
        hurt = bytearray(data)
        hurt[len(data) * part // 60] ^= 0xFF
        read(put(tmp_path / name, bytes(hurt)))


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.jsonl", "a.json", "a.csv", "a.rss", "a.eml"])
def test_wrong_encoding_is_named_and_nothing_is_mangled(name: str, tmp_path: Path) -> None:
    """Bytes that are not what they are said to be give an error, not replaced characters."""
    body = b'"Caf\xe9 r\xe9union"'
    data = {
        "a.jsonl": b'{"id": "x", "text": ' + body + b"}",
        "a.json": b'[{"id": "x", "text": ' + body + b"}]",
        "a.csv": b"id,text\nx," + body,
        "a.html": PAGE.encode().replace(b"Presiden", b"Pr\xe9siden"),
        "a.rss": as_rss().replace(b"Presiden", b"Pr\xe9siden"),
        "a.eml": message().as_bytes().replace(b"Presiden", b"Pr\xe9siden").replace(b"7bit", b"8bit"),
    }.get(name, body)

    articles, problems = read(put(tmp_path / name, data))

    assert articles == []
    assert len(problems) == 1
    assert "not UTF-8" in problems[0] or "not well-formed" in problems[0] or "not utf-8" in problems[0]


def test_declared_and_asked_encodings_are_used(tmp_path: Path) -> None:
    """A page's own declaration, a byte order mark and the user's word each decide."""
    page = PAGE.replace("utf-8", "iso-8859-1").replace("Presiden", "“Présiden”")
    assert "“Présiden”" in read(put(tmp_path / "a.html", page.encode("cp1252")))[0][0].text
    assert read(put(tmp_path / "b.txt", TEXT.encode("utf-16")))[0][0].text == TEXT
    assert read(put(tmp_path / "c.txt", "é".encode("cp1252")), ReadOptions(encoding="cp1252"))[0][0].text == "é"
    assert "unknown encoding" in read(tmp_path / "c.txt", ReadOptions(encoding="nonesuch"))[1][0]


def test_detected_encoding_is_offered_and_used_when_asked(tmp_path: Path) -> None:
    """A long legacy text is an error that names a guess; `detect` takes the guess."""
    text = "Le président a reçu le ministre à l’Élysée après une réunion à huis clos très longue. " * 10
    path = put(tmp_path / "a.txt", text.encode("cp1252"))

    assert "--encoding" in read(path)[1][0]
    assert read(path, ReadOptions(encoding="detect"))[0][0].text.startswith("Le président a reçu")


def test_mark_and_newlines_keep_offsets(tmp_path: Path) -> None:
    """A byte order mark is no character of the text, and CRLF stays two."""
    path = put(tmp_path / "a.txt", b"\xef\xbb\xbfSatu\r\nDua\rTiga\n")

    assert read(path)[0][0].text == "Satu\r\nDua\rTiga\n"


def test_ids_are_taken_once(tmp_path: Path) -> None:
    """The second of two inputs with one id is an error that names the first."""
    (tmp_path / "sub").mkdir()
    first, second = put(tmp_path / "a.txt", "satu"), put(tmp_path / "sub" / "a.txt", "dua")

    articles, problems = read(tmp_path)

    assert [a.text for a in articles] == ["satu"]
    assert problems == [f"{second}: its id 'a' is already taken by {first}"]


def test_folder_passes_over_what_is_not_meant(tmp_path: Path) -> None:
    """Names that begin with `_` or `.` and unknown suffixes are no errors; a folder without articles is one."""
    for name in ("_SOURCES.txt", ".hidden.txt", "picture.png", "notes.docx", "README.md", "SOURCES.md"):
        put(tmp_path / name, b"\x00\x01")
    assert "no articles in this folder" in read(tmp_path)[1][0]

    put(tmp_path / "a.txt", "satu")

    assert [a.id for a in read(tmp_path)[0]] == ["a"]
    assert read(tmp_path)[1] == []


def test_fields_are_mapped_by_option(tmp_path: Path) -> None:
    """An odd column name is named by the user; a wrong one is said."""
    path = put(tmp_path / "a.csv", "nomor;wacana\n7;Halo\n")

    assert read(path, ReadOptions(fields=(("id", "nomor"), ("text", "wacana"))))[0] == [Article("7", "Halo")]
    assert "no text" in read(path)[1][0]


ENTITY_BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><rss><channel><item><title>&j;</title><description>&j;</description></item></channel></rss>"
)


def bomb_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for number in range(8):
            packed.writestr(f"{number}.txt", b"0" * (32 * 1024 * 1024))
    return out.getvalue()


def bomb_xlsx() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(as_xlsx())) as good_book, zipfile.ZipFile(out, "w") as packed:
        for item in good_book.infolist():
            data = good_book.read(item)
            if item.filename.endswith("sheet1.xml"):
                data = ENTITY_BOMB.encode()
            packed.writestr(item.filename, data)
    return out.getvalue()


HOSTILE: dict[str, Callable[[], bytes]] = {
    "entities.rss": ENTITY_BOMB.encode,
    "entities.xlsx": bomb_xlsx,
    "bomb.zip": bomb_zip,
    "bomb.txt.gz": lambda: gzip.compress(b"0" * (400 * 1024 * 1024), 9),
    "bomb.jsonl.gz": lambda: gzip.compress(b"0" * (400 * 1024 * 1024), 9),
    "line.jsonl": lambda: b'{"id": "x", "text": "' + b"a" * (200 * 1024 * 1024) + b'"}',
    "line.json": lambda: b'[{"id": "x", "text": "' + b"a" * (200 * 1024 * 1024) + b'"}]',
    "line.csv": lambda: b'id,text\nx,"' + b"a" * (200 * 1024 * 1024) + b'"',
    "line.txt": lambda: b"a" * (200 * 1024 * 1024),
    "line.mbox": lambda: b"From x\nSubject: y\n\n" + b"a" * (200 * 1024 * 1024),
    "quote.csv": lambda: b'id,text\nx,"' + b"a\n" * (30 * 1024 * 1024),
    "nested.rss": lambda: b"<rss>" + b"<a>" * 10**5,
    "nested.json": lambda: b"[" * 10**6,
    "nested.jsonl": lambda: b'{"a":' * 10**6,
    "nested.eml": lambda: b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(10**4)
    ),
    "nothing.parquet": lambda: b"PAR1" + b"\xff" * 1000 + b"PAR1",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_costs_one_line_and_little_memory(name: str, tmp_path: Path) -> None:
    """A bomb ends with an error within a bound on memory, and the next file is read."""
    put(tmp_path / name, HOSTILE[name]())
    put(tmp_path / "zzz.txt", "Surat terakhir.")
    script = f"""
import resource
from backchannel.extractors.reading import read_articles
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for item in read_articles([{str(tmp_path)!r}]):
    print(type(item).__name__, str(getattr(item, "text", item))[:200])
print("grew", (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""

    run = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        timeout=240,
        check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (4 * 1024**3, 4 * 1024**3)),
    )

    *lines, last, grew = run.stdout.splitlines()
    assert last == "Article Surat terakhir."
    assert lines
    assert all(line.startswith("ArticleError ") for line in lines if not line.startswith("Article 000"))
    assert any(line.startswith("ArticleError ") for line in lines)
    assert int(grew.split()[1]) < 400, grew


@pytest.mark.parametrize("tags", ["<div>", "<b>", "<table><tr><td>", "<p><font>", "<ul><li>"])
def test_deeply_nested_page_is_answered(tags: str, tmp_path: Path) -> None:
    """A page of a hundred thousand open tags ends in an article or one line, in bounded time."""
    path = put(tmp_path / "a.html", "<html><body>" + tags * (10**5 // tags.count("<")) + "Halo dunia." * 50)

    articles, problems = read(path)

    assert len(articles) + len(problems) == 1


def test_remote_folder_reads_like_a_local_one(tmp_path: Path) -> None:
    """An address goes through pyarrow's file systems, with the same rules."""
    (tmp_path / "sub").mkdir()
    put(tmp_path / "sub" / "a.txt", "satu")
    put(tmp_path / "_b.txt", "dua")
    put(tmp_path / "c.jsonl.gz", gzip.compress(b'{"id": "c", "text": "tiga"}'))

    items = list(read_articles([f"file://{tmp_path}", f"file://{tmp_path}/nothing"]))

    assert [a.id for a in items if isinstance(a, Article)] == ["c", "a"]
    assert [str(e) for e in items if isinstance(e, ArticleError)] == [
        f"file://{tmp_path}/nothing: no such file or folder"
    ]


def test_missing_package_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra, the input that needs it is an error that says what to install."""
    monkeypatch.setitem(sys.modules, "trafilatura", None)

    assert "pip install 'backchannel[corpora]'" in read(put(tmp_path / "a.html", PAGE))[1][0]
