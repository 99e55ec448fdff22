"""Excel workbook: the five tables as sheets with filters and real dates, for Excel, LibreOffice, Numbers.

Cannot carry: text beyond 32,767 characters (cut, with … at the end), more than 1,048,575 rows a sheet (refused), lists
other than as text with "; " between, characters that XML forbids (U+FFFD), conflicts and decisions. Every text cell is
text: none is run as a formula. The file is written as it streams, by the standard library alone.
"""

from __future__ import annotations

import datetime
import re
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from backchannel.exports.tables import TABLES, Table
from backchannel.exports.writing import Format, xml_text
from backchannel.schema.errors import ExportError
from backchannel.schema.model import MergedGraph

MOST_CHARACTERS = 32_767  # Excel counts UTF-16 units
MOST_ROWS = 1_048_576
_EPOCH = datetime.date(1899, 12, 30)  # day 0 of Excel from March 1900 on; earlier days are written as text
_FIRST_DAY = datetime.date(1900, 3, 1)
_STAMP = (1980, 1, 1, 0, 0, 0)  # the time of every part, so that equal tables are equal files
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_WIDTHS = {"text": 24, "texts": 36, "ints": 12, "date": 12, "bool": 10, "int": 10, "float": 10}


def _fitted(text: str) -> str:
    """`text` cut to what a cell holds."""
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * MOST_CHARACTERS:
        return text
    return units[: 2 * (MOST_CHARACTERS - 1)].decode("utf-16-le", "ignore") + "…"


def _text_cell(text: str) -> str:
    """A cell of text; `_x0041_`, which Excel would read as an escape, is escaped itself."""
    written = xml_text(_ESCAPE.sub("_x005F_", _fitted(text)))
    return f'<c t="inlineStr"><is><t xml:space="preserve">{written}</t></is></c>'


def _cell(value: object, kind: str) -> str:
    if value is None or value == []:
        return "<c/>"
    if isinstance(value, list):
        return _text_cell("; ".join(str(item) for item in value))
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    if isinstance(value, (int, float)):
        return f"<c><v>{value!r}</v></c>"
    if kind == "date" and (day := datetime.date.fromisoformat(str(value))) >= _FIRST_DAY:
        return f'<c s="2"><v>{(day - _EPOCH).days}</v></c>'
    return _text_cell(str(value))


def _column(number: int) -> str:
    """The letters of a column: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _sheet(table: Table, graph: MergedGraph) -> Iterator[str]:
    yield f'{_XML}<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
    yield '<sheetViews><sheetView workbookViewId="0">'
    yield '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>'
    for number, (_, kind) in enumerate(table.columns, 1):
        yield f'<col min="{number}" max="{number}" width="{_WIDTHS[kind]}" customWidth="1"/>'
    yield "</cols><sheetData>\n<row>"
    for name in table.header:
        yield f'<c s="1" t="inlineStr"><is><t>{name}</t></is></c>'
    yield "</row>\n"
    rows = 1
    for row in table.rows(graph):
        rows += 1
        if rows > MOST_ROWS:
            raise ExportError(f"xlsx: {table.name} is longer than a sheet; use parquet or csv, or select less")
        cells = (_cell(value, kind) for value, (_, kind) in zip(row, table.columns, strict=True))
        yield f"<row>{''.join(cells)}</row>\n"
    yield f'</sheetData><autoFilter ref="A1:{_column(len(table.columns))}{rows}"/>'
    yield '<pageSetup orientation="landscape" fitToWidth="1" fitToHeight="0"/></worksheet>'


def _parts() -> Iterator[tuple[str, str]]:
    """The small parts of the package: what is in it, how it hangs together, the two styles."""
    sheets = list(enumerate(TABLES, 1))
    override = '<Override PartName="/xl/{}" ContentType="{}.{}+xml"/>'
    parts = [override.format(f"worksheets/sheet{n}.xml", _TYPE, "worksheet") for n, _ in sheets]
    parts += [override.format("workbook.xml", _TYPE, "sheet.main"), override.format("styles.xml", _TYPE, "styles")]
    yield (
        "[Content_Types].xml",
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        f'"application/vnd.openxmlformats-package.relationships+xml"/>{"".join(parts)}</Types>',
    )
    relation = '<Relationship Id="{}" Type="{}/{}" Target="{}"/>'
    top = relation.format("rId1", _OFFICE, "officeDocument", "xl/workbook.xml")
    yield "_rels/.rels", f'<Relationships xmlns="{_PACKAGE}/relationships">{top}</Relationships>'
    inner = [relation.format(f"rId{n}", _OFFICE, "worksheet", f"worksheets/sheet{n}.xml") for n, _ in sheets]
    inner.append(relation.format("rIdStyles", _OFFICE, "styles", "styles.xml"))
    inside = f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(inner)}</Relationships>'
    yield "xl/_rels/workbook.xml.rels", inside
    named = "".join(f'<sheet name="{t.name}" sheetId="{n}" r:id="rId{n}"/>' for n, t in sheets)
    yield "xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{named}</sheets></workbook>'
    yield "xl/styles.xml", _STYLES


_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def _part(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _STAMP)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3
    return info


def write_workbook(graph: MergedGraph, stream: BinaryIO, base: str) -> None:
    """Write the workbook."""
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in _parts():
            package.writestr(_part(name), _XML + text)
        for number, table in enumerate(TABLES, 1):
            with package.open(_part(f"xl/worksheets/sheet{number}.xml"), "w", force_zip64=True) as part:
                for piece in _sheet(table, graph):
                    part.write(piece.encode("utf-8"))


FORMAT = Format(
    "xlsx",
    "Excel workbook with one sheet per table: Excel, LibreOffice, Numbers",
    "text beyond 32,767 characters, lists (text with ; between), over a million rows, conflicts and decisions",
    ".xlsx",
    write_workbook,
)
