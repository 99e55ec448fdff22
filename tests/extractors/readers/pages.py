# ruff: noqa: E501, SIM905 - a page is easier to compare with what outlets serve when its lines are unbroken
"""Web pages in the many shapes that outlets serve, each with the article that is on it.

The text is the project's own, about places and people that do not exist. Every page carries furniture (menus, related
links, captions, comments, adverts, consent texts), marked with words from `FURNITURE` so that a test can find any that
was taken for the article.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from dataclasses import dataclass

MENU = "Beranda Politik Ekonomi Olahraga Hiburan Indeks"
RELATED = "Artikel terkait lain yang harus Anda baca sekarang juga tentang harga jeruk"
CONSENT = "Kami memakai kuki untuk meningkatkan pengalaman Anda di situs ini"
COMMENT = "Komentar pembaca: saya sama sekali tidak setuju dengan berita ini"
NEWSLETTER = "Daftar buletin kami dan dapatkan kabar terbaru setiap pagi"
COPYRIGHT = "Hak cipta dilindungi undang-undang, dilarang menyalin tanpa izin"
FURNITURE = (MENU, RELATED, CONSENT, COMMENT, NEWSLETTER, COPYRIGHT)

_WHO = ("Surya Wiranata", "Rindang Prasetya", "Laksmi Hartono", "Bram Adikusuma", "Nadia Voss", "Ilham Soka")
_WHERE = ("Teluk Damai", "Karang Biru", "Lembah Utara", "Pulau Senja", "Kota Ampera")
_WHAT = (
    "perjanjian pelabuhan yang tertunda sejak tahun lalu",
    "pembukaan kembali jalur kereta lintas perbatasan",
    "pertukaran tahanan yang ditengahi oleh badan regional",
    "pembagian air sungai pada musim kemarau panjang",
)


@dataclass(frozen=True, slots=True)
class Sample:
    """What a page says: all a reader should find on it."""

    title: str
    day: str  # YYYY-MM-DD
    outlet: str
    author: str
    paragraphs: tuple[str, ...]

    @property
    def moment(self) -> str:
        return f"{self.day}T19:30:00+07:00"

    @property
    def written_day(self) -> str:
        months = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()
        year, month, day = self.day.split("-")
        return f"{int(day)} {months[int(month) - 1]} {year}"

    @property
    def p(self) -> str:
        return "\n".join(f"<p>{html.escape(text)}</p>" for text in self.paragraphs)


def sample(number: int) -> Sample:
    """A made-up article, another for every number."""
    a, b = _WHO[number % 6], _WHO[(number * 5 + 1) % 6 if (number * 5 + 1) % 6 != number % 6 else (number + 2) % 6]
    where, what = _WHERE[number % 5], _WHAT[number % 4]
    return Sample(
        title=f"{a} Temui {b} di {where} Bahas Rencana Nomor {number}",
        day=f"20{10 + number % 15}-{1 + number % 12:02d}-{1 + number % 28:02d}",
        outlet=("Kabar Teluk", "Harian Senja", "Suara Ampera")[number % 3],
        author=("Dewi Anjani", "Tomi Raksa")[number % 2],
        paragraphs=(
            f"Presiden {a} menemui Menteri Luar Negeri {b} di {where} pada hari pertama lawatan kenegaraan ke-{number}.",
            f"Dalam pertemuan tertutup itu, keduanya membicarakan {what}, kata seorang pejabat yang hadir di ruangan.",
            f"“Kami sepakat untuk terus berbicara,” ujar {b} seusai pertemuan, tanpa menjelaskan tenggat yang dipilih.",
            f"Kedutaan di {where} menyatakan surat resmi dari {a} akan diantar oleh seorang utusan khusus pekan depan.",
            f"Pertemuan berikutnya antara {a} dan {b} direncanakan berlangsung setelah panen raya di wilayah perbatasan.",
        ),
    )


def _page(head: str, body: str, lang: str = "id") -> str:
    return f'<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8">{head}</head>\n<body>{body}</body></html>'


def _ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value, ensure_ascii=False)}</script>'


def _news(s: Sample, **more: object) -> dict[str, object]:
    return {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": s.title, "datePublished": s.moment,
        "author": {"@type": "Person", "name": s.author}, "publisher": {"@type": "Organization", "name": s.outlet}, **more,
    }  # fmt: skip


def _og(s: Sample) -> str:
    return (
        f'<title>{s.title} | {s.outlet}</title><meta property="og:title" content="{s.title}">'
        f'<meta property="og:site_name" content="{s.outlet}">'
        f'<meta property="article:published_time" content="{s.moment}">'
    )


NAV = f"<nav><ul>{''.join(f'<li><a href=/{w}>{w}</a></li>' for w in MENU.split())}</ul></nav>"
ASIDE = f'<aside class="related"><h3>Terkait</h3><ul>{f"<li><a href=/x>{RELATED}</a></li>" * 4}</ul></aside>'
FOOTER = f"<footer><p>{COPYRIGHT}</p></footer>"
COMMENTS = (
    f'<section id="comments" class="comments"><h2>Komentar</h2><div class="comment"><p>{COMMENT}</p></div></section>'
)


def bare(s: Sample) -> str:
    """The plainest page with a title and paragraphs."""
    return _page(_og(s), f"<h1>{s.title}</h1>{s.p}")


def semantic(s: Sample) -> str:
    """article, header, time and aside as HTML 5 means them."""
    return _page(
        f"<title>{s.title}</title>",
        f'{NAV}<main><article><header><h1>{s.title}</h1><p class="byline">Oleh {s.author}</p>'
        f'<time datetime="{s.moment}" pubdate>{s.written_day}</time></header>{s.p}</article>{ASIDE}</main>{FOOTER}',
    )


def linked_data(s: Sample) -> str:
    """Everything known stands in JSON-LD alone."""
    return _page(
        f"<title>{s.outlet}</title>{_ld(_news(s))}", f'{NAV}<div class="content"><h1>{s.title}</h1>{s.p}</div>{FOOTER}'
    )


def linked_graph(s: Sample) -> str:
    """JSON-LD as a graph beside the web site and the crumbs, as a common plugin writes it."""
    graph = {"@context": "https://schema.org", "@graph": [
        {"@type": "WebSite", "name": s.outlet, "url": "https://k.test"},
        {"@type": "WebPage", "name": f"{s.title} - {s.outlet}", "datePublished": "2001-01-01"},
        {"@type": "BreadcrumbList", "itemListElement": []}, _news(s)]}  # fmt: skip
    return _page(_og(s) + _ld(graph), f'<div class="entry-content">{s.p}</div>{COMMENTS}{FOOTER}')


def linked_list(s: Sample) -> str:
    """JSON-LD as a list, the article last, the date without a zone."""
    day = {**_news(s), "datePublished": s.day}
    return _page(
        f"<title>{s.title}</title>{_ld([{'@type': 'Organization', 'name': s.outlet}, day])}",
        f"<article>{s.p}</article>",
    )


def broken_linked_data(s: Sample) -> str:
    """A JSON-LD block cut short, with good meta elements beside it."""
    return _page(
        _og(s) + '<script type="application/ld+json">{"@type": "NewsArticle", "headline": </script>',
        f"<article><h1>{s.title}</h1>{s.p}</article>",
    )


def raw_newline_linked_data(s: Sample) -> str:
    """JSON-LD with bare line breaks inside its strings, which strict JSON forbids."""
    block = json.dumps(_news(s), ensure_ascii=False).replace("@context", "@context").replace('", "', '",\n "')
    block = block[:-1] + ', "description": "baris satu\nbaris dua"}'
    return _page(
        f"<title>x</title><script type='application/ld+json'>{block}</script>",
        f"<article><h1>{s.title}</h1>{s.p}</article>",
    )


def microdata(s: Sample) -> str:
    """itemprop attributes and nothing in the head."""
    return _page(
        f"<title>{s.title} - {s.outlet}</title>",
        f'{NAV}<div itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">{s.title}</h1>'
        f'<meta itemprop="datePublished" content="{s.moment}"><span itemprop="author">{s.author}</span>'
        f'<div itemprop="articleBody">{s.p}</div></div>{FOOTER}',
    )


def dublin_core(s: Sample) -> str:
    """Dublin Core meta elements, as ministries and archives write them."""
    return _page(
        f'<title>{s.outlet}: siaran pers</title><meta name="DC.title" content="{s.title}">'
        f'<meta name="DC.date.issued" content="{s.day}"><meta name="DC.publisher" content="{s.outlet}">',
        f'<div id="isi"><h2>{s.title}</h2>{s.p}</div>',
    )


def parsely(s: Sample) -> str:
    """Analytics meta elements hold the date."""
    return _page(
        f'<title>{s.title} | {s.outlet}</title><meta name="parsely-title" content="{s.title}">'
        f'<meta name="parsely-pub-date" content="{s.moment}"><meta name="parsely-author" content="{s.author}">',
        f'{NAV}<div class="story-body"><h1>{s.title}</h1>{s.p}</div>{ASIDE}',
    )


def slashed_meta_date(s: Sample) -> str:
    """The date written with slashes and a time, year first."""
    return _page(
        f'<title>{s.title}</title><meta name="publishdate" content="{s.day.replace("-", "/")} 19:30:00">'
        f'<meta name="content_author" content="{s.author}">',
        f'{NAV}<div class="detail__body-text"><h1>{s.title}</h1>{s.p}</div>',
    )


def date_in_address(s: Sample) -> str:
    """No date but the one in the canonical address."""
    path = s.day.replace("-", "/")
    return _page(
        f'<title>{s.title}</title><link rel="canonical" href="https://k.test/read/{path}/1930/temu-{path[-2:]}">',
        f"{NAV}<article><h1>{s.title}</h1>{s.p}</article>{FOOTER}",
    )


def compact_date_in_address(s: Sample) -> str:
    """An address with the eight digits of the day before the number of the article."""
    return _page(
        f'<title>{s.title}</title><meta property="og:url" content="https://k.test/berita/{s.day.replace("-", "")}193000-8-77/temu">',
        f"{NAV}<article><h1>{s.title}</h1>{s.p}</article>{FOOTER}",
    )


def visible_date(s: Sample) -> str:
    """The date only as a line that people read, under the headline."""
    return _page(
        f"<title>{s.title} - {s.outlet}</title>",
        f"{NAV}<article><h1>{s.title}</h1><p>Kamis, {s.written_day} 19:30 WIB</p>{s.p}</article>{FOOTER}",
    )


def updated_and_published(s: Sample) -> str:
    """The later change stands before the publication."""
    return _page(
        f"<title>{s.title}</title>"
        '<meta property="article:modified_time" content="2031-01-01T00:00:00Z"><meta property="og:updated_time" content="2031-01-01">'
        f'<meta property="article:published_time" content="{s.moment}"><meta property="og:title" content="{s.title}">',
        f'<article><h1>{s.title}</h1><time class="updated" datetime="2031-01-01">diperbarui</time>{s.p}</article>',
    )


def time_elements(s: Sample) -> str:
    """Several time elements: the article's own, then those of related links."""
    related = "".join(
        f'<li><time datetime="2001-0{n}-01">lama</time><a href=/n>{RELATED}</a></li>' for n in range(1, 4)
    )
    return _page(
        f"<title>{s.title}</title>",
        f'<aside><ul>{related}</ul></aside><article><h1>{s.title}</h1><time datetime="{s.moment}">{s.written_day}</time>{s.p}</article>',
    )


def divs_only(s: Sample) -> str:
    """No p elements: each paragraph is a div."""
    body = "".join(f"<div>{text}</div>" for text in s.paragraphs)
    return _page(
        _og(s),
        f'{NAV}<div class="post"><div class="post-title"><h1>{s.title}</h1></div><div class="post-body">{body}</div></div>{FOOTER}',
    )


def line_breaks(s: Sample) -> str:
    """Paragraphs parted by double line breaks inside one div."""
    return _page(
        _og(s), f'{NAV}<h1>{s.title}</h1><div class="article-content">{"<br><br>".join(s.paragraphs)}</div>{FOOTER}'
    )


def table_layout(s: Sample) -> str:
    """A page of the nineties: everything in tables."""
    return _page(
        _og(s),
        f"<table width=100%><tr><td colspan=2>{MENU}</td></tr><tr><td width=20%><a href=/a>{RELATED}</a></td>"
        f"<td><h1>{s.title}</h1>{s.p}</td></tr><tr><td colspan=2>{COPYRIGHT}</td></tr></table>",
    )


def no_closing_tags(s: Sample) -> str:
    """Paragraphs and list items are never closed."""
    return _page(
        _og(s),
        f"<ul><li><a href=/a>Beranda<li><a href=/b>Politik</ul><h1>{s.title}</h1><article>"
        + "".join(f"<p>{t}" for t in s.paragraphs)
        + "</article>",
    )


def upper_case_tags(s: Sample) -> str:
    """Old capitals for tags, attributes without quotes."""
    return (
        f"<HTML LANG=id><HEAD><META HTTP-EQUIV=Content-Type CONTENT='text/html; charset=utf-8'><TITLE>{s.title}</TITLE>"
        f'<META NAME=pubdate CONTENT="{s.moment}"></HEAD><BODY><H1>{s.title}</H1><DIV CLASS=isi>'
        + "".join(f"<P ALIGN=justify><FONT FACE=Arial>{t}</FONT></P>" for t in s.paragraphs) + "</DIV></BODY></HTML>"
    )  # fmt: skip


def inline_related(s: Sample) -> str:
    """ "Read also" boxes between the paragraphs."""
    box = f'<div class="read-also related-inline"><a href="/lain">Baca juga: {RELATED}</a></div>'
    body = f"\n{box}\n".join(f"<p>{t}</p>" for t in s.paragraphs)
    return _page(_og(s), f"{NAV}<article><h1>{s.title}</h1>{body}</article>{FOOTER}")


def figure_caption(s: Sample) -> str:
    """A picture with its caption first."""
    return _page(
        _og(s),
        f'{NAV}<article><h1>{s.title}</h1><figure><img src="a.jpg" alt="foto"><figcaption>Foto: arsip</figcaption></figure>{s.p}</article>',
    )


def share_buttons(s: Sample) -> str:
    """Buttons to share, before and after the text."""
    share = '<div class="share social"><a href=#>Bagikan</a><a href=#>Kirim</a><button>Salin tautan</button></div>'
    return _page(_og(s), f"{NAV}<article><h1>{s.title}</h1>{share}<div>{s.p}</div>{share}</article>{FOOTER}")


def consent_banner(s: Sample) -> str:
    """A consent dialogue stands before everything else."""
    return _page(
        _og(s),
        f'<div id="cookie-banner" class="cookie-consent modal"><p>{CONSENT}</p><button>Setuju</button></div><main><h1>{s.title}</h1>{s.p}</main>',
    )


def comments_below(s: Sample) -> str:
    """Reader comments longer than the article."""
    talk = "".join(
        f'<li class="comment"><div class="comment-body"><p>{COMMENT}, kata orang ke-{n}.</p></div></li>'
        for n in range(9)
    )
    return _page(
        _og(s),
        f'<article><h1>{s.title}</h1>{s.p}</article><div id="comments"><ol class="comment-list">{talk}</ol></div>',
    )


def newsletter_box(s: Sample) -> str:
    """A subscription form in the middle."""
    half = len(s.paragraphs) // 2
    first, second = ("".join(f"<p>{t}</p>" for t in part) for part in (s.paragraphs[:half], s.paragraphs[half:]))
    form = f'<form class="newsletter-signup"><label>{NEWSLETTER}</label><input type=email><button>Kirim</button></form>'
    return _page(_og(s), f"<article><h1>{s.title}</h1>{first}{form}{second}</article>")


def site_name_first(s: Sample) -> str:
    """The title element begins with the outlet's name; the heading is not h1."""
    return _page(
        f'<title>{s.outlet} | {s.title}</title><meta property="og:site_name" content="{s.outlet}"><meta name="date" content="{s.moment}">',
        f'<div class="headline">{s.title}</div><div class="article-body">{s.p}</div>',
    )


def logo_in_heading(s: Sample) -> str:
    """The first h1 is the outlet's logo."""
    return _page(
        _og(s), f"<header><h1 class=logo>{s.outlet}</h1></header>{NAV}<article><h1>{s.title}</h1>{s.p}</article>"
    )


def many_headings(s: Sample) -> str:
    """Subheadings between the paragraphs."""
    body = "".join(f"<h2>Bagian {n}</h2><p>{t}</p>" for n, t in enumerate(s.paragraphs, 1))
    return _page(_og(s), f"<article><h1>{s.title}</h1>{body}</article>{FOOTER}")


def block_quotes(s: Sample) -> str:
    """What somebody said stands in a blockquote."""
    body = "".join(f"<blockquote><p>{t}</p></blockquote>" if "“" in t else f"<p>{t}</p>" for t in s.paragraphs)
    return _page(_og(s), f"{NAV}<article><h1>{s.title}</h1>{body}</article>")


def links_in_text(s: Sample) -> str:
    """Names in the text are links and bold."""
    body = "".join(
        f"<p>{t.replace('Presiden', '<a href=/tag/presiden><strong>Presiden</strong></a>')}</p>" for t in s.paragraphs
    )
    return _page(_og(s), f"<article><h1>{s.title}</h1>{body}</article>")


def entities(s: Sample) -> str:
    """Characters as entities, no-break spaces between words."""
    body = s.p.replace("“", "&ldquo;").replace("”", "&rdquo;").replace(" di ", "&nbsp;di ")
    return _page(_og(s), f"<article><h1>{s.title}</h1>{body}</article>")


def script_noise(s: Sample) -> str:
    """Scripts, styles and templates between the paragraphs."""
    noise = "<script>var p = '<p>bukan isi</p>';</script><style>p{color:red}</style><noscript><img src=x></noscript>"
    return _page(
        _og(s), f"<article><h1>{s.title}</h1>" + noise.join(f"<p>{t}</p>" for t in s.paragraphs) + "</article>"
    )


def amp(s: Sample) -> str:
    """An AMP page."""
    return (
        f'<!doctype html><html amp lang="id"><head><meta charset="utf-8"><script async src="https://cdn.test/v0.js"></script><title>{s.title}</title>'
        f"{_ld(_news(s))}<style amp-boilerplate>body{{visibility:hidden}}</style></head><body><amp-sidebar layout=nodisplay>{MENU}</amp-sidebar>"
        f"<main><h1>{s.title}</h1><amp-img src=a.jpg width=1 height=1></amp-img>{s.p}<amp-ad width=3 height=2></amp-ad></main></body></html>"
    )


def xhtml(s: Sample) -> str:
    """XHTML with a declaration of its encoding."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">\n'
        f'<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="id"><head><title>{s.title}</title><meta name="date" content="{s.day}" /></head>'
        f'<body><div id="main"><h1>{s.title}</h1>{s.p}</div></body></html>'
    )


def wordpress(s: Sample) -> str:
    """The classic blog theme: entry-title, entry-date, widgets."""
    return _page(
        f'<title>{s.title} &#8211; {s.outlet}</title><meta name="generator" content="WordPress 6.4">',
        f'<div id="page"><header id="masthead">{NAV}</header><div id="primary"><article class="post hentry"><header class="entry-header">'
        f'<h1 class="entry-title">{s.title}</h1><span class="posted-on"><time class="entry-date published" datetime="{s.moment}">{s.written_day}</time></span></header>'
        f'<div class="entry-content">{s.p}</div></article>{COMMENTS}</div><div id="secondary" class="widget-area"><section class="widget">{ASIDE}</section></div>{FOOTER}</div>',
    )


def agency_wire(s: Sample) -> str:
    """A wire agency: dateline in the first paragraph, keywords, editor at the end."""
    first, *rest = s.paragraphs
    body = f"<p><b>KOTA AMPERA</b> - {first}</p>" + "".join(f"<p>{t}</p>" for t in rest)
    return _page(
        _og(s),
        f'{NAV}<div class="post-content clearfix"><h1 class="post-title">{s.title}</h1>{body}</div><div class="tags-widget"><a href=/t>#lawatan</a></div>{FOOTER}',
    )


def live_region(s: Sample) -> str:
    """Headline in a hgroup, text in nested sections."""
    return _page(
        _og(s),
        f'{NAV}<main id="main-content"><section><hgroup><h1>{s.title}</h1><h2>Lawatan hari pertama</h2></hgroup><section><div><div>{s.p}</div></div></section></section></main>{FOOTER}',
    )


def hidden_duplicate(s: Sample) -> str:
    """A hidden copy of the teaser, and a print version in a template."""
    return _page(
        _og(s),
        f'<div style="display:none">{RELATED}</div><template><p>{RELATED}</p></template><article><h1>{s.title}</h1>{s.p}</article>',
    )


def css_modules(s: Sample) -> str:
    """Class names that a build tool made up, data blocks attributes."""
    body = "".join(
        f'<div data-component="text-block" class="sc-18fde0d6-0 dlWCEZ"><p class="sc-eb7bd5f6-0 fezwLZ">{t}</p></div>'
        for t in s.paragraphs
    )
    return _page(
        _og(s) + _ld(_news(s)),
        f'<div id="__next"><div class="sc-1">{NAV}</div><main><article><h1 class="sc-518485e5-0">{s.title}</h1>{body}</article></main></div><script id="__NEXT_DATA__" type="application/json">{{"props":{{}}}}</script>',
    )


def body_in_script(s: Sample) -> str:
    """The page is drawn by script: the text stands in JSON-LD only."""
    return _page(
        f"<title>{s.title}</title>{_ld(_news(s, articleBody=chr(10).join(s.paragraphs)))}", '<div id="root"></div>'
    )


def english_page(s: Sample) -> str:
    """An English frame with an American date line under the headline."""
    year, month, day = s.day.split("-")
    name = "January February March April May June July August September October November December".split()[
        int(month) - 1
    ]
    return _page(
        f"<title>{s.title} - {s.outlet}</title>",
        f"<article><h1>{s.title}</h1><p>Published: {name} {int(day)}, {year}, 7:30 PM GMT</p>{s.p}</article>",
        lang="en",
    )


def paged(s: Sample) -> str:
    """Page numbers and a topic list below the text."""
    return _page(
        _og(s),
        f'{NAV}<div class="read__content"><h1 class="read__title">{s.title}</h1>{s.p}</div><div class="paging"><a href=?page=1>1</a><a href=?page=2>2</a><a href=?page=all>Selengkapnya</a></div><div class="most-popular"><h3>Terpopuler</h3><ol>{f"<li><a href=/p>{RELATED}</a></li>" * 5}</ol></div>',
    )


SHAPES: tuple[Callable[[Sample], str], ...] = (
    bare, semantic, linked_data, linked_graph, linked_list, broken_linked_data, raw_newline_linked_data, microdata,
    dublin_core, parsely, slashed_meta_date, date_in_address, compact_date_in_address, visible_date,
    updated_and_published, time_elements, divs_only, line_breaks, table_layout, no_closing_tags, upper_case_tags,
    inline_related, figure_caption, share_buttons, consent_banner, comments_below, newsletter_box, site_name_first,
    logo_in_heading, many_headings, block_quotes, links_in_text, entities, script_noise, amp, xhtml, wordpress,
    agency_wire, live_region, hidden_duplicate, css_modules, body_in_script, english_page, paged,
)  # fmt: skip
