"""Links to the reader: which article they mean."""

import pytest

from bot.links import ArticleAddress, ArticleLinks

ID = "0123456789abcdef"
READER = ArticleLinks("https://reader.example")
PAGE = f"https://reader.example/articles/{ID}"


class TestReading:
    @pytest.mark.parametrize(
        "url",
        [
            PAGE,
            f"{PAGE}/",
            f"http://reader.example/articles/{ID}",
            f"https://READER.example:443/articles/{ID}",
            f"HTTPS://reader.example./articles/{ID}",
            f"https://reader.example/%61rticles/{ID}",
            f"{PAGE}?utm_source=mail&amp;x=1",
            f"{PAGE}#nowhere",
            f"{PAGE}#p",
        ],
    )
    def test_every_way_to_write_the_address_means_the_article(self, url: str) -> None:
        assert READER.read(url) == ArticleAddress(ID)

    @pytest.mark.parametrize(
        "url",
        [
            f"https://reader.example.evil.example/articles/{ID}",
            f"https://evil.example/articles/{ID}",
            f"https://xreader.example/articles/{ID}",
            f"https://sub.reader.example/articles/{ID}",
            f"https://reader.example@evil.example/articles/{ID}",
            f"https://ann:secret@reader.example/articles/{ID}",
            f"https://evil.example\\@reader.example/articles/{ID}",
            f"https://reader.example:8443/articles/{ID}",
            f"https://reader.example:99999/articles/{ID}",
            f"https://reader.example:x/articles/{ID}",
            f"https://rеader.example/articles/{ID}",
            f"ftp://reader.example/articles/{ID}",
            f"//reader.example/articles/{ID}",
            f"https://[::1/articles/{ID}",
            f"https://reader.example/articles/{ID}/x",
            f"https://reader.example/x/articles/{ID}",
            f"https://reader.example/articles/%2561{ID[1:]}",
            f"https://reader.example/articles/{ID}%00",
            "https://reader.example/articles/",
            "https://reader.example/search?q=x",
            f"https://evil.example/?next={PAGE}",
            "https://" + "a." * 40_000 + "example",
            "",
        ],
    )
    def test_what_only_looks_like_it_means_nothing(self, url: str) -> None:
        assert READER.read(url) is None

    def test_the_anchor_and_the_language_are_read(self) -> None:
        assert READER.read(f"{PAGE}?lang=zh#p3") == ArticleAddress(ID, point=3, language="zh")
        assert READER.read(f"{PAGE}#paragraph-12") == ArticleAddress(ID, paragraph=12)
        assert READER.read(f"{PAGE}#paragraph%2D12") == ArticleAddress(ID, paragraph=12)

    def test_a_link_without_the_secret_of_the_reader_means_nothing(self) -> None:
        links = ArticleLinks("https://reader.example/r/abcdefghijklmnop")
        assert links.read(f"https://reader.example/r/abcdefghijklmnop/articles/{ID}#p1")
        assert links.read(PAGE) is None
        assert links.read(f"https://reader.example/r/bbcdefghijklmnop/articles/{ID}") is None
        assert links.read(f"https://reader.example/r/abcdefghijklmnopq/articles/{ID}") is None

    def test_names_of_one_machine_are_one_host_and_their_port_counts(self) -> None:
        links = ArticleLinks("http://127.0.0.1:3000")
        for host in ("localhost:3000", "LOCALHOST:3000", "[::1]:3000", "127.0.0.1:3000"):
            assert links.read(f"http://{host}/articles/{ID}"), host
        assert links.read(f"http://localhost/articles/{ID}") is None
        assert links.read(f"http://localhost:3001/articles/{ID}") is None

    def test_without_a_reader_no_link_means_anything(self) -> None:
        assert ArticleLinks().read(PAGE) is None
