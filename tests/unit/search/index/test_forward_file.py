"""Records on disk: what is read is what was written, or an error."""

from pathlib import Path

import pytest

from bot.search.index.forward_file import Place, RecordReader, RecordWriter


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "records"
    path.touch()
    return path


def test_records_are_read_while_others_are_added(path: Path) -> None:
    reader, writer = RecordReader(path), RecordWriter(path)
    first = writer.add("第一".encode(), 1)
    writer.flush()
    assert reader.read(first, 1) == "第一".encode()
    second = writer.add(b"", 2)
    writer.flush()
    assert (reader.read(first, 1), reader.read(second, 2)) == ("第一".encode(), b"")
    assert reader.size == first.size + second.size
    writer.close()


def test_a_second_writer_adds_behind_the_first(path: Path) -> None:
    for number in (1, 2):
        writer = RecordWriter(path)
        place = writer.add(b"record", number)
        writer.close()
    assert place.at == place.size
    assert RecordReader(path).read(place, 2) == b"record"


def test_what_is_not_the_record_of_the_article_is_an_error(path: Path) -> None:
    writer = RecordWriter(path)
    place = writer.add(b"record", 1)
    writer.close()
    reader = RecordReader(path)
    wrong = [(place, 2), (Place(1, place.size), 1), (Place(0, place.size - 1), 1), (Place(0, 0), 1), (Place(99, 9), 1)]
    for at, article in wrong:
        with pytest.raises(ValueError, match="no whole record"):
            reader.read(at, article)
