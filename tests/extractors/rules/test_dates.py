"""Dates as articles write them, against the day of publication."""

from __future__ import annotations

import datetime
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backchannel.extractors.rules import read_contacts
from backchannel.extractors.rules.dates import find_dates, resolve
from backchannel.extractors.rules.pack import load_pack
from backchannel.schema.dates import parse_edtf
from backchannel.schema.model import Article

PUBLISHED = datetime.date(2022, 2, 17)  # a Thursday
CALL = "Presiden Prancis Bram Castell menelepon Perdana Menteri Jepang Nadia Soka"


def days(code: str, phrase: str, published: datetime.date | None = PUBLISHED, ahead: bool = False) -> list[str | None]:
    """What the dates of a phrase mean."""
    return [resolve(hit, published, ahead) for hit in find_dates(phrase, 0, len(phrase), load_pack(code))]


COUNTED = [  # from the day of publication
    ("id", "hari ini", "2022-02-17"),
    ("id", "kemarin", "2022-02-16"),
    ("id", "kemarin lusa", "2022-02-15"),
    ("id", "tadi malam", "2022-02-16"),
    ("id", "besok", "2022-02-18"),
    ("id", "lusa", "2022-02-19"),
    ("id", "Kamis", "2022-02-17"),
    ("id", "Rabu", "2022-02-16"),
    ("id", "Jum'at", "2022-02-11"),
    ("id", "Senin lalu", "2022-02-14"),
    ("id", "Kamis lalu", "2022-02-10"),
    ("id", "Senin depan", "2022-02-21"),
    ("id", "Jumat nanti", "2022-02-18"),
    ("id", "Senin pekan lalu", "2022-02-07"),
    ("id", "Jumat pekan depan", "2022-02-25"),
    ("id", "tiga hari lalu", "2022-02-14"),
    ("id", "5 hari yang lalu", "2022-02-12"),
    ("id", "pekan lalu", "2022-02-07/2022-02-13"),
    ("id", "pekan ini", "2022-02-14/2022-02-20"),
    ("id", "minggu depan", "2022-02-21/2022-02-27"),
    ("id", "dua pekan lalu", "2022-01-31/2022-02-06"),
    ("id", "tiga pekan lalu", "2022-01"),
    ("id", "akhir pekan lalu", "2022-02-12/2022-02-13"),
    ("id", "bulan lalu", "2022-01"),
    ("id", "dua bulan lalu", "2021-12"),
    ("id", "bulan depan", "2022-03"),
    ("id", "tahun lalu", "2021"),
    ("id", "pada Februari", "2022-02"),
    ("id", "Desember lalu", "2021-12"),
    ("id", "Desember tahun lalu", "2021-12"),
    ("id", "Januari tahun lalu", "2021-01"),
    ("id", "Senin pekan sebelumnya", "2022-02-07"),
    ("id", "Maret mendatang", "2022-03"),
    ("en", "today", "2022-02-17"),
    ("en", "yesterday", "2022-02-16"),
    ("en", "last night", "2022-02-16"),
    ("en", "tomorrow", "2022-02-18"),
    ("en", "the day after tomorrow", "2022-02-19"),
    ("en", "on Thursday", "2022-02-17"),
    ("en", "on Friday", "2022-02-11"),
    ("en", "last Thursday", "2022-02-10"),
    ("en", "next Monday", "2022-02-21"),
    ("en", "this coming Friday", "2022-02-18"),
    ("en", "three days ago", "2022-02-14"),
    ("en", "a week ago", "2022-02"),
    ("en", "last week", "2022-02-07/2022-02-13"),
    ("en", "later this week", "2022-02-14/2022-02-20"),
    ("en", "over the weekend", "2022-02-12/2022-02-13"),
    ("en", "last month", "2022-01"),
    ("en", "two months ago", "2021-12"),
    ("en", "last year", "2021"),
    ("en", "in December", "2021-12"),
    ("en", "January last year", "2021-01"),
    ("en", "Wednesday of the previous week", "2022-02-09"),
]


@pytest.mark.parametrize(("code", "phrase", "meant"), COUNTED)
def test_relative_dates_count_from_publication(code: str, phrase: str, meant: str) -> None:
    """Days, weekdays and spans mean the days a reader of that day's paper would think of."""
    assert days(code, phrase) == [meant]


@pytest.mark.parametrize(("code", "phrase"), [row[:2] for row in COUNTED])
def test_relative_dates_mean_nothing_without_publication(code: str, phrase: str) -> None:
    """Nobody can tell which Monday is meant where no day of publication is known."""
    assert days(code, phrase, None) == [None]


@pytest.mark.parametrize(
    ("code", "phrase", "meant"),
    [
        ("id", "Rabu", "2022-02-23"),
        ("id", "Kamis", "2022-02-17"),
        ("id", "pada Maret", "2022-03"),
        ("id", "pada Januari", "2023-01"),
        ("id", "Rabu lalu", "2022-02-16"),
        ("en", "on Wednesday", "2022-02-23"),
        ("en", "in January", "2023-01"),
        ("en", "last Wednesday", "2022-02-16"),
    ],
)
def test_what_is_still_to_come_lies_ahead(code: str, phrase: str, meant: str) -> None:
    """The bare weekday or month of a plan is the next one, unless the words say it is over."""
    assert days(code, phrase, ahead=True) == [meant]


@pytest.mark.parametrize(
    ("code", "phrase", "with_publication", "without"),
    [
        ("id", "14 Februari", "2022-02-14", "XXXX-02-14"),
        ("id", "Senin (14/2)", "2022-02-14", "XXXX-02-14"),
        ("id", "31 Desember", "2021-12-31", "XXXX-12-31"),
        ("id", "14 Maret tahun lalu", "2021-03-14", "XXXX-03-14"),
        ("id", "12-13 Februari", "2022-02-12/2022-02-13", "XXXX-02-12/XXXX-02-13"),
        ("id", "Februari 2021", "2021-02", "2021-02"),
        ("id", "pada 2019", "2019", "2019"),
        ("en", "Feb. 14", "2022-02-14", "XXXX-02-14"),
        ("en", "Monday, Feb. 14", "2022-02-14", "XXXX-02-14"),
        ("en", "December 31st", "2021-12-31", "XXXX-12-31"),
        ("en", "14th of February", "2022-02-14", "XXXX-02-14"),
        ("en", "February 2021", "2021-02", "2021-02"),
        ("en", "in 2019", "2019", "2019"),
    ],
)
def test_partial_dates_take_the_nearest_year(code: str, phrase: str, with_publication: str, without: str) -> None:
    """A day without a year is the one nearest to publication; without publication its year stays open."""
    assert days(code, phrase) == [with_publication]
    assert days(code, phrase, None) == [without]


@pytest.mark.parametrize(
    ("code", "phrase", "meant"),
    [
        ("id", "Rabu (14/2/2022)", "2022-02-14"),  # it was a Monday
        ("id", "Senin, 2022-02-14", "2022-02-14"),
        ("id", "Senin (14/2/2022) malam", "2022-02-14"),
        ("id", "kemarin, Rabu (16/2/2022)", "2022-02-16"),
        ("en", "Wednesday, February 14, 2022", "2022-02-14"),
    ],
)
def test_a_weekday_beside_a_date_is_part_of_it(code: str, phrase: str, meant: str) -> None:
    """A weekday and a date together are one date, and the date counts where the two disagree."""
    assert days(code, phrase) == [meant]


@pytest.mark.parametrize(
    ("code", "phrase"),
    [("id", "32 Januari 2022"), ("id", "30/2/2022"), ("id", "14/13/2022"), ("id", "29 Februari 2023"),
     ("en", "February 30, 2022"), ("en", "June 31, 2022")],
)  # fmt: skip
def test_days_that_no_calendar_has_are_no_dates(code: str, phrase: str) -> None:
    """A mistyped date gives no day rather than a wrong one."""
    assert [day for day in days(code, phrase) if day is not None] == []


@pytest.mark.parametrize(
    ("code", "phrase"),
    [("id", "pukul 10.30"), ("id", "Pasal 14 ayat 2"), ("id", "skor 2-1"), ("id", "Rp 2022"),
     ("id", "Jalan Merdeka 17"), ("en", "Article 14"), ("en", "at 10.30"),
     ("en", "2-1"), ("en", "marching on"), ("en", "the mayor")],
)  # fmt: skip
def test_other_numbers_are_no_dates(code: str, phrase: str) -> None:
    """Times of day, scores, sums and house numbers are not taken for dates."""
    assert days(code, phrase) == []


FORMS = {
    "id": ("{d} {m} {y}", "{d} {m} tahun {y}", "{d}/{n}/{y}", "{d}.{n}.{y}", "({d}/{n}/{y})", "Senin, {d} {m} {y}",
           "Senin ({d}/{n}/{y})", "{d:02}/{n:02}/{y}", "{d:02} {m} {y}"),
    "en": ("{m} {d}, {y}", "{m} {d} {y}", "{d} {m} {y}", "{d} {m}, {y}", "{m} {d}th, {y}", "{d}th of {m} {y}",
           "Monday, {m} {d}, {y}", "{m}. {d}, {y}"),
}  # fmt: skip
WAYS = [(code, form) for code, forms in FORMS.items() for form in forms]
CASES = (str.lower, str.title, str.upper)


@settings(deadline=None)
@given(st.sampled_from(WAYS), st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)), st.data())
def test_a_full_date_reads_back_in_every_written_form(
    way: tuple[str, str], day: datetime.date, data: st.DataObject
) -> None:
    """Day, month and year written out mean that day, whatever the spelling of the month and the day of publication."""
    code, form = way
    name = data.draw(st.sampled_from(load_pack(code).dates["months"][day.month - 1]))
    written = form.format(d=day.day, m=data.draw(st.sampled_from(CASES))(name), n=day.month, y=day.year)
    published = data.draw(st.one_of(st.none(), st.dates(datetime.date(1990, 1, 1), datetime.date(2050, 1, 1))))

    assert days(code, f"x {written}, y", published) == [day.isoformat()]


@settings(deadline=None)
@given(st.sampled_from(("id", "en")), st.dates(datetime.date(1950, 1, 1), datetime.date(2090, 1, 1)), st.data())
def test_every_phrase_of_a_pack_gives_a_date_near_publication(
    code: str, day: datetime.date, data: st.DataObject
) -> None:
    """Each word for a day or span is found whole and means valid days, at most two years from publication."""
    dates = load_pack(code).dates
    phrase = data.draw(st.sampled_from([*dates["days"], *dates["spans"], *itertools.chain(*dates["weekdays"])]))
    (meant,) = days(code, phrase, day)
    assert meant is not None
    edtf = parse_edtf(meant)
    assert edtf.earliest is not None
    assert edtf.latest is not None
    assert edtf.earliest <= edtf.latest
    assert abs(edtf.earliest.year - day.year) <= 1


@settings(deadline=None)
@given(st.dates(datetime.date(1950, 1, 1), datetime.date(2090, 1, 1)), st.integers(0, 6), st.booleans())
def test_a_bare_weekday_is_that_weekday_within_a_week(day: datetime.date, weekday: int, ahead: bool) -> None:
    """A weekday without more is never further than six days away, before publication or, of a plan, behind it."""
    name = load_pack("id").dates["weekdays"][weekday][0]
    (meant,) = days("id", name, day, ahead)
    assert meant is not None
    found = datetime.date.fromisoformat(meant)
    gap = (found - day).days if ahead else (day - found).days

    assert found.weekday() == weekday
    assert 0 <= gap <= 6


def test_a_date_without_year_stays_open_without_publication() -> None:
    """An article that names no year at all gives a date whose year is open, with the words it was read from."""
    (report,) = read_contacts(Article("a", f"{CALL} pada 14 Februari di sela konferensi.", language="id"))

    assert (report.date, report.date_text) == ("XXXX-02-14", "14 Februari")


def test_the_latest_full_date_near_the_head_stands_for_publication() -> None:
    """Without a publication date, a weekday counts from the full date that the article itself gives."""
    text = f"Perundingan gas dibuka di Jakarta, Kamis (17/2/2022).\n{CALL} pada Senin."
    dates = [r.date for r in read_contacts(Article("a", text, language="id")) if r.channel == "phone-call"]

    assert dates == ["2022-02-14"]


@pytest.mark.parametrize(
    ("published", "when"),
    [("0001-01-01", "kemarin"), ("0001-01-02", "pekan lalu"), ("9999-12-31", "besok"), ("2022-02-31", "kemarin")],
)
def test_a_senseless_publication_date_loses_no_article(published: str, when: str) -> None:
    """A content system's year 1, or a day that does not exist, costs the date of a contact and not the contact."""
    (report,) = read_contacts(Article("a", f"{CALL}, {when}.", published=published, language="id"))

    assert report.channel == "phone-call"


@pytest.mark.parametrize("when", ["pada 3 MEİ 2021", "Senın", "ſenin", "SENİN"])
def test_letters_that_only_fold_alike_lose_no_article(when: str) -> None:
    """A dotted capital or dotless small i, or a long s, in the name of a month or day is read, or passed over."""
    (report,) = read_contacts(Article("a", f"{CALL} {when}.", published="2022-02-17", language="id"))

    assert report.channel == "phone-call"


@pytest.mark.parametrize(
    ("code", "phrase", "meant"),
    [("id", "2 Januari mendatang", "2023-01-02"), ("en", "Monday last week", "2022-02-07")],
)
def test_the_word_behind_a_date_says_which_one_is_meant(code: str, phrase: str, meant: str) -> None:
    """ "Mendatang" puts a day after publication, "last week" puts a weekday into the week before."""
    assert days(code, phrase) == [meant]


@pytest.mark.parametrize(
    ("code", "text", "meant"),
    [
        ("id", "bertemu pada 8 Mei 2021, lalu pulang keesokan harinya", ["2021-05-08", "2021-05-09"]),
        ("id", "bertemu pada 8 Mei 2021; dua hari sebelumnya", ["2021-05-08", "2021-05-06"]),
        ("id", "pada 8-9 Mei 2021 dan tiga hari kemudian", ["2021-05-08/2021-05-09", "2021-05-12"]),
        ("id", "keesokan harinya", [None]),
        ("en", "on May 8, 2021 and the next day", ["2021-05-08", "2021-05-09"]),
        ("en", "on May 8, 2021; two days earlier", ["2021-05-08", "2021-05-06"]),
    ],
)
def test_some_days_count_from_the_day_named_last(code: str, text: str, meant: list[str | None]) -> None:
    """ "The next day" is the day behind the one the text has just named; without one nobody can tell."""
    last, found = None, []
    for hit in find_dates(text, 0, len(text), load_pack(code)):
        last = resolve(hit, PUBLISHED, last=last)
        found.append(last)

    assert found == meant


@pytest.mark.parametrize("phrase", ["beberapa pekan lalu", "sejumlah hari lalu", "dua pekan kemudian"])
def test_a_date_that_nobody_can_tell_is_none(phrase: str) -> None:
    """ "Some weeks ago" is a date in the text, so that no other date is taken for it, and means no day."""
    assert days("id", phrase) == [None]


@pytest.mark.parametrize(
    ("phrase", "meant"),
    [
        ("pada Minggu ini", "2022-02-13"),
        ("pada minggu ini", "2022-02-14/2022-02-20"),
        ("pada Minggu lalu", "2022-02-13"),
    ],
)
def test_sunday_is_written_with_a_capital(phrase: str, meant: str) -> None:
    """ "Minggu" is Sunday, "minggu" the week."""
    assert days("id", phrase) == [meant]


def test_who_writes_on_sunday_has_the_week_behind_him() -> None:
    """On a Sunday "Senin pekan lalu" is six days ago."""
    assert days("id", "Senin pekan lalu", datetime.date(2022, 2, 20)) == ["2022-02-14"]


def test_the_words_of_a_date_end_before_the_full_stop() -> None:
    """An abbreviated month may have a full stop of its own; one that ends the sentence is no part of the date."""
    (hit,) = find_dates("bertemu pada 14 Feb.", 0, 20, load_pack("id"))

    assert hit.text == "14 Feb"


@pytest.mark.parametrize(
    "line", ["Nusantara.id - 17/02/2022, 10:30 WIB", "JAKARTA, Kamis, 17 Februari 2022 - Pasar ramai."]
)
def test_the_date_of_a_byline_or_dateline_stands_for_publication(line: str) -> None:
    """A full date outside the sentences counts before a later one that the news itself names."""
    text = f"{line}\n{CALL} pada Senin.\nMereka akan bertemu lagi pada 20 Maret 2022."
    dates = [r.date for r in read_contacts(Article("a", text, language="id")) if r.channel == "phone-call"]

    assert dates == ["2022-02-14"]


@pytest.mark.parametrize(
    ("text", "when"),
    [
        (f"{CALL}, kata Menlu Turki Ilham Voss, Rabu (16/2/2022).", None),
        (f"Pada Rabu (16/2/2022), Menlu Turki Ilham Voss mengatakan bahwa {CALL}.", None),
        (f"Menlu Turki Ilham Voss mengatakan, Rabu (16/2/2022), bahwa {CALL}.", None),
        (f"Menlu Turki Ilham Voss mengatakan bahwa {CALL} pada Rabu (16/2/2022).", "2022-02-16"),
        (f"{CALL}, setelah gempa pada Rabu (16/2/2022).", None),
        (f"{CALL} menjelang latihan yang digelar pada Rabu (16/2/2022).", None),
        (f"{CALL} dari kota yang sama pada Maret 2021.", "2021-03"),
        (f"Gempa mengguncang Kobe, Senin (14/2/2022). Sehari setelah gempa itu, {CALL}.", "2022-02-15"),
        (f"Pada Februari 2022, {CALL} dan menjelaskan rencana pada 16 Februari.", "2022-02-16"),
    ],
)
def test_a_date_belongs_to_what_it_is_said_of(text: str, when: str | None) -> None:
    """The day of a statement, of an event before, and of something else in the sentence are not the contact's."""
    first, *_ = read_contacts(Article("a", text, language="id", published="2022-02-17"))

    assert first.date == when
