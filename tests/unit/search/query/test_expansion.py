"""What a question is understood as."""

from bot.model import KeyPoint, Section
from tests.library import article


def library_article(*texts, title="问界 M9 打破外资品牌垄断", **fields):
    """An article with these key points."""
    points = tuple(KeyPoint(text=text, citations=(number,)) for number, text in enumerate(texts, 1))
    return article(title=title, viewpoint="", sections=(Section(heading="Facts", points=points),), **fields)


def readings(concept):
    """How and as what a concept may be met."""
    return {(alternative.how, alternative.shown) for alternative in concept.alternatives}


class TestGlossary:
    def test_a_place_is_met_by_what_lies_in_it(self, understanding):
        (concept,) = understanding(library_article("A factory in Arizona.")).concepts("美国")
        assert ("related", "Arizona") in readings(concept)
        assert concept.is_name

    def test_a_term_that_the_library_lacks_is_read_as_the_shorter_one_that_it_has(self, understanding):
        concepts = understanding(library_article("Compute is cheap.")).concepts("算力中心")
        assert [concept.typed for concept in concepts] == ["算力", "中心"]

    def test_a_name_written_apart_is_read_as_itself(self, understanding):
        (concept,) = understanding(library_article("It grew in America.")).concepts("uni ted states")
        assert concept.is_name
        assert ("alias", "America") in readings(concept)

    def test_a_misspelt_name_is_no_alias_of_itself(self, understanding):
        reader = understanding(library_article("ByteDance met 大模型 makers.", title="字节"))
        (concept,) = reader.concepts("大磨型")
        assert {how for how, _ in readings(concept)} == {"corrected"}

    def test_of_a_term_that_stands_nowhere_whole_no_word_will_do(self, understanding):
        reader = understanding(library_article("A joint effort. 合资公司成立。"))
        (concept,) = reader.concepts("joint venture")
        assert all(alternative.how != "typed" for alternative in concept.alternatives)


class TestChineseQuestions:
    def test_an_unknown_pair_may_be_a_name_of_two_syllables(self, understanding):
        (concept,) = understanding(library_article("Chairman Yu Liang stepped down.")).concepts("郁亮")
        assert ("translated", "Yu Liang") in readings(concept)

    def test_a_word_that_is_right_is_no_part_of_a_misspelt_short_name(self, understanding):
        reader = understanding(library_article("访问很慢。"))
        assert [concept.typed for concept in reader.concepts("访问届")] == ["访问", "届"]
        assert [concept.is_name for concept in reader.concepts("问届 字接跳动")] == [True, True]

    def test_a_character_that_stands_for_two_traditional_ones_is_read_as_both(self, understanding):
        (concept,) = understanding(library_article("One lap a week.")).concepts("周")
        assert {("translated", "week"), ("translated", "lap")} <= readings(concept)


class TestEnglish:
    def test_words_that_only_ask_are_left_out(self, understanding):
        concepts = understanding(library_article("Buyers pay a premium.")).concepts("what do the buyers pay for?")
        assert [concept.typed for concept in concepts] == ["buyers", "pay"]

    def test_a_question_of_nothing_but_such_words_asks_nothing(self, understanding):
        reader = understanding(library_article("Who is who.", "这是什么。"))
        assert reader.concepts("who is it") == []
        assert reader.concepts("是什么") == []
        assert [concept.typed for concept in reader.concepts("who is", keep_stopwords=True)] == ["who", "is"]

    def test_no_word_is_read_as_one_that_only_binds(self, understanding):
        (concept,) = understanding(library_article("There are many.")).concepts("macy")
        assert concept.alternatives == ()

    def test_letters_that_are_near_no_word_stay_what_they_are(self, understanding):
        (concept,) = understanding(library_article("Words of all sorts.")).concepts("qwpoeiru")
        assert concept.alternatives == ()

    def test_a_misspelt_word_is_read_as_the_librarys_word(self, understanding):
        (concept,) = understanding(library_article("A luxury car.")).concepts("luxary")
        assert ("corrected", "luxury") in readings(concept)

    def test_a_word_that_the_library_has_is_never_corrected(self, understanding):
        (concept,) = understanding(library_article("The form and the farm.")).concepts("form")
        assert "corrected" not in {how for how, _ in readings(concept)}

    def test_a_common_english_word_that_the_library_lacks_is_no_misspelling(self, understanding):
        (concept,) = understanding(library_article("They make cars.")).concepts("bake")
        assert ("corrected", "make") not in readings(concept)

    def test_digits_are_never_corrected(self, understanding):
        (concept,) = understanding(library_article("In 2024 it sold 240,000 cars.")).concepts("2025")
        assert concept.alternatives == ()

    def test_a_word_written_apart_is_read_as_the_one_that_the_library_writes(self, understanding):
        (concept,) = understanding(library_article("TikTok grew.")).concepts("Tik Tok")
        assert ("joined", "tiktok") in readings(concept)

    def test_so_is_a_model_with_its_number(self, understanding):
        (concept,) = understanding(library_article("The M9 sells well.")).concepts("m 9")
        assert ("joined", "m9") in readings(concept)

    def test_small_numbers_are_found_as_words_and_as_digits(self, understanding):
        (concept,) = understanding(library_article("It took five hours.")).concepts("5")
        assert concept.alternatives[0].terms == ("5",)
        (concept,) = understanding(library_article("It took 5 hours.")).concepts("five")
        assert concept.alternatives[0].terms == ("5",)

    def test_a_name_with_its_number_is_found_with_and_without_a_hyphen(self, understanding):
        (concept,) = understanding(library_article("GPT-5 is out.")).concepts("GPT5")
        assert ("joined", "gpt 5") in readings(concept)

    def test_signs_behind_a_word_belong_to_it(self, understanding):
        reader = understanding(library_article("Rewritten in C++.", "They hire C# people."))
        assert reader.concepts("c++ jobs")[0].alternatives[0].terms == ("c++",)

    def test_a_stop_word_in_capitals_is_a_name_beside_small_letters(self, understanding):
        reader = understanding(library_article("The WHO warns.", "Those who stayed left."))
        assert next(concept.typed for concept in reader.concepts("WHO warning")) == "WHO"
        assert "WHO" not in [concept.typed for concept in reader.concepts("WHO WARNS THEM")]

    def test_a_digit_of_another_kind_is_a_word_like_others(self, understanding):
        reader = understanding(library_article("It took five hours."))
        assert [concept.typed for concept in reader.concepts("❶ ➀➁ hours")][-1] == "hours"

    def test_a_word_written_in_one_is_read_as_the_two_that_the_library_writes(self, understanding):
        (concept,) = understanding(library_article("An open source model.")).concepts("opensource")
        assert ("joined", "open source") in readings(concept)

    def test_an_english_word_finds_the_chinese_one(self, understanding):
        (concept,) = understanding(library_article("听证会持续五个小时。")).concepts("hearing")
        assert ("translated", "听证会") in readings(concept)

    def test_a_word_finds_another_of_its_family(self, understanding):
        (concept,) = understanding(library_article("Decisions became slower.")).concepts("slow")
        assert ("related", "slower") in readings(concept)

    def test_us_is_a_country_only_in_capitals(self, understanding):
        reader = understanding(library_article("The U.S. market.", "It suits us."))
        assert [concept.typed for concept in reader.concepts("US market")] == ["us", "market"]
        assert [concept.typed for concept in reader.concepts("show us the market")] == ["market"]


class TestNumbers:
    def test_a_number_with_a_scale_finds_every_way_to_write_it(self, understanding):
        reader = understanding(library_article("Meta paid $14.3 billion.", "下载量超过5万次。"))
        (amount,) = reader.concepts("143亿美元")
        assert amount.alternatives[0].terms == ("usd14300000000",)
        (count,) = reader.concepts("50,000")
        assert count.alternatives[0].terms == ("50000",)

    def test_another_amount_with_the_same_digits_is_another(self, understanding):
        (amount,) = understanding(library_article("It paid 143 million.")).concepts("143亿")
        assert amount.alternatives == ()


class TestDistantReadings:
    def test_a_common_related_word_does_not_make_a_rare_one_common(self, understanding):
        texts = ["One lawmaker asked.", *(f"A legislator spoke on day {number}." for number in range(9))]
        (concept,) = understanding(library_article(*texts)).concepts("lawmaker")
        related = [each for each in concept.alternatives if each.how == "related"]
        assert concept.passage_idf > 1.5
        assert 0 < related[0].weight < 0.2


class TestChinese:
    def test_a_chinese_word_finds_its_english_rendering(self, understanding):
        (concept,) = understanding(library_article("Advertising grew.")).concepts("广告")
        assert any(how == "translated" for how, _ in readings(concept))

    def test_traditional_characters_are_read_as_simplified(self, understanding):
        (concept,) = understanding(library_article("数据安全。")).concepts("數據")
        assert ("typed", "数据") in readings(concept)

    def test_a_wrong_character_of_the_same_sound_is_put_right(self, understanding):
        concepts = understanding(library_article("The M9 sells.")).concepts("问届 M9")
        assert ("corrected", "问界") in readings(concepts[0])
        assert concepts[0].typed == "问届"

    def test_a_right_word_is_never_changed_for_its_sound(self, understanding):
        reader = understanding(library_article("数据本地化。", "剧本。"))
        assert [concept.typed for concept in reader.concepts("数据本地化")] == ["数据", "本地化"]

    def test_a_name_is_found_in_pinyin_as_english_prose_writes_it(self, understanding):
        (concept,) = understanding(library_article("Boyu apartments are full.")).concepts("泊寓")
        assert ("translated", "Boyu") in readings(concept)

    def test_a_related_word_of_the_glossary_is_found(self, understanding):
        (concept,) = understanding(library_article("Lawmakers asked.")).concepts("议员")
        assert ("translated", "lawmaker") in readings(concept)


class TestPinyin:
    def test_pinyin_with_and_without_blanks_and_tones_finds_the_chinese_words(self, understanding):
        reader = understanding(library_article("Sales grew.", title="打破外资品牌垄断"))
        for typed in ("waizi pinpai", "wai zi pin pai", "waizipinpai", "wàizī pǐnpái", "wai4zi1 pin3pai2"):
            shown = {shown for concept in reader.concepts(typed) for how, shown in readings(concept) if how == "pinyin"}
            assert {"外资", "品牌"} <= shown, typed

    def test_english_words_that_could_be_pinyin_stay_english(self, understanding):
        (concept,) = understanding(library_article("Many women drive. 我们")).concepts("women")
        assert "pinyin" not in {how for how, _ in readings(concept)}


class TestNames:
    def test_every_form_of_a_name_is_looked_for(self, understanding):
        reader = understanding(library_article("ByteDance sold it.", title="字节跳动"))
        for typed in ("字节", "ByteDance", "字节跳动"):
            (concept,) = reader.concepts(typed)
            assert {"ByteDance", "字节跳动"} <= {shown for _, shown in readings(concept)} | {
                "字节跳动",
                "ByteDance",
            } & {typed}

    def test_a_chinese_name_that_the_library_lacks_stays_whole_and_unmet(self, understanding):
        (concept,) = understanding(library_article("Sales grew.")).concepts("问界")[:1]
        assert concept.typed == "问界"

    def test_typed_words_weigh_more_than_any_reading(self, understanding):
        reader = understanding(library_article("ByteDance and its joint venture, a luxury.", title="字节跳动 合资公司"))
        for typed in ("ByteDance", "joint venture", "luxary", "合资公司"):
            for concept in reader.concepts(typed):
                assert all(each.weight <= 1.0 for each in concept.alternatives)
                assert all(each.weight < 1.0 for each in concept.alternatives if each.how not in ("typed", "joined"))


class TestHostile:
    def test_no_text_makes_it_fail(self, understanding):
        reader = understanding(library_article("Sales grew."))
        for typed in (
            "",
            " ",
            "\ud800",
            "\u202e abc",
            "<!channel>",
            "'" * 500,
            "a" * 5000,
            "字" * 3000,
            "🀄️ 🚗",
            "ﷺ",
            "ａ１²",
        ):
            reader.concepts(typed)
