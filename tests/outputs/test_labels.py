"""The labels file: what is read, and what is said about mistakes."""

from pathlib import Path

import pytest

from optimizer.outputs import InvalidLabels, Label, Labels, read_labels
from optimizer.outputs.labels import labels_text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_labels_are_read(tmp_path: Path, encoding: str, delimiter: str) -> None:
    """`;`, `,` or tabs, with or without byte-order mark, lines of any system, blank lines."""
    lines = (
        ("id", "name", "address", "phone", "door code"),
        ("p1", "Éloïse Noël", '"2 rue d\'Arène, 25000 Besançon; 3e"', "03 53 01 00 00", "12A4"),
        ("w1", "Jean", "", "", ""),
    )
    text = "\r\n".join(delimiter.join(cells) for cells in lines) + "\r\n\r\n"
    file = tmp_path / "labels.csv"
    file.write_bytes(text.encode(encoding))

    assert read_labels(file) == Labels(
        {
            "p1": Label(
                "Éloïse Noël", "2 rue d'Arène, 25000 Besançon; 3e", "03 53 01 00 00", "12A4"
            ),
            "w1": Label("Jean"),
        }
    )


def test_headings_may_be_french_and_columns_left_out() -> None:
    """Order does not matter, and only `id` is needed."""
    assert read_labels(b"Nom;ID\nAnne;p1\n").by_id == {"p1": Label("Anne")}
    assert read_labels(b"id\np1\n").by_id == {"p1": Label()}


def test_what_only_some_outputs_need_may_be_there() -> None:
    """Remarks at the door, group of dependence, hours a week."""
    found = read_labels(b"id;consignes;gir;contrat\np1;Sonner deux fois;2;\nw1;;;31,5\n")

    assert found.of("p1") == Label(remarks="Sonner deux fois", gir="2")
    assert found.of("w1").contract == "31,5"


def test_columns_are_written_as_far_as_they_are_used() -> None:
    """The usual five always, the others where somebody has them; read back, they are the same."""
    plain, more = {"p1": Label("Anne")}, {"p1": Label("Anne", gir="3")}

    assert labels_text(plain).splitlines()[0] == "\ufeffid;name;address;phone;door_code"
    assert labels_text(more).splitlines()[0].endswith(";door_code;gir")
    assert read_labels(labels_text(more).encode()).by_id == more


def test_without_a_label_the_id_is_shown() -> None:
    """No name, no line, no file: the id stands for it; the address is empty."""
    labels = Labels({"p1": Label("Anne", "1 rue X"), "p2": Label()})

    assert [labels.name(ident) for ident in ("p1", "p2", "p3")] == ["Anne", "p2", "p3"]
    assert [labels.address(ident) for ident in ("p1", "p3")] == ["1 rue X", ""]
    assert Labels().name("p1") == "p1"


@pytest.mark.parametrize(
    ("data", "code", "where"),
    [
        (b"", "empty", "line 1"),
        (b"name\nAnne\n", "missing_column", "line 1, column id"),
        (b"id;colour\np1;red\n", "unknown_column", "line 1, column colour"),
        (b"id;name;nom\np1;a;b\n", "duplicate_column", "line 1, column name"),
        (b"id;name\n;Anne\n", "empty", "line 2, column id"),
        (b"id;gir\np1;7\n", "bad_value", "line 2, column gir"),
        (b"id;contrat\nw1;full\n", "bad_value", "line 2, column contract"),
        (b"id;name\np1;Anne\n\np1;Bob\n", "duplicate_id", "line 4, column id"),
        (b"id;name\np1;Anne;Bob\n", "wrong_length", "line 2"),
        (b"id,name\np1,1, rue X\n", "wrong_length", "line 2"),
        (b'id;name\np1;"Anne\n', "not_csv", "line 2"),
        ("id;name\np1;Ann\np2;Éloïse\n".encode("latin-1"), "not_utf8", "line 3"),
    ],
)
def test_mistakes_are_named_by_line_and_column(data: bytes, code: str, where: str) -> None:
    """Each error says where it stands and what to do."""
    with pytest.raises(InvalidLabels) as caught:
        read_labels(data)

    [error] = caught.value.errors
    assert error.code == code
    assert error.message.startswith(f"{where}: ")
    assert error.pointer == "/" + where.removeprefix("line ").replace(", column ", "/")
    assert error.remedy in str(caught.value)


def test_all_mistakes_are_reported_at_once() -> None:
    """One bad line does not hide the next."""
    with pytest.raises(InvalidLabels) as caught:
        read_labels(b"id;name\n;a\np1;b\np1;c\np2\n")

    assert [error.pointer for error in caught.value.errors] == ["/2/id", "/4/id", "/5"]
