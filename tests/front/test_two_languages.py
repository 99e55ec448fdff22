"""A folder of news in several languages gives one graph: one contact for what they tell alike."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from backchannel import ContactGraph
from backchannel.commands import build as build_command

NEWS = {
    "call-id": "Presiden Prancis Bram Castell menelepon Perdana Menteri Jepang Nadia Soka pada 15 Mei 2024.",
    "call-en": "French President Bram Castell phoned the Japanese Prime Minister, Nadia Soka, on May 15, 2024.",
    "call-es": "El presidente francés, Bram Castell, llamó a la primera ministra japonesa, Nadia Soka, el "
    "15 de mayo de 2024 para hablar del gas.",
    "protest-id": "Amerika Serikat memanggil Duta Besar Rusia Wening Voss pada 16 Mei 2024 untuk protes yang keras.",
    "protest-en": "The United States summoned the Russian ambassador, Wening Voss, on May 16, 2024, for the protest.",
}


def test_one_contact_told_in_three_languages(tmp_path: Path) -> None:
    """Reports of a contact in several languages are one contact, its actors named in each language."""
    for name, text in NEWS.items():
        (tmp_path / f"{name}.txt").write_text(text, "utf-8")

    result = CliRunner().invoke(build_command.command, [str(tmp_path), "-o", str(tmp_path / "graph"), "--quiet"])
    graph = ContactGraph.open(tmp_path / "graph")
    told = {contact.channel: contact for contact in graph.contacts}
    names = graph.query("SELECT ?label (LANG(?label) AS ?in) { ?who a bc:State ; skos:prefLabel ?label }")

    assert result.exit_code == 0, result.output
    assert sorted(told) == ["meeting", "phone-call"]
    assert len(told["phone-call"].reports) == 3
    assert len(told["meeting"].reports) == 2
    assert isinstance(names, list)
    assert {("Amerika Serikat", "id"), ("United States", "en")} <= {(row["label"], row["in"]) for row in names}
