"""Why a text was refused, and what a reader should know of one that was taken in, in both languages.

Reasons are made where they arise, in English, with the path, date or count that they are about; here they are told
again in the language of whoever brought the text. A test finds those that are missing.
"""

import re
from dataclasses import dataclass
from functools import cache

from bot.language import Language, message, translated

_LONGEST = 1000
"""Characters of a reason; longer ones quote what somebody sent, and no pattern is tried on that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonStrings:
    """The words of one language; `{reason}` holds another of them. Wider templates come behind narrower ones."""

    end: str = message(".", context="the end of a sentence")
    reasons: tuple[str, ...] = (
        message("line {line}: {reason}"),
        # Notes on what was taken in
        message("no date of publication was found; dated by its arrival"),
        message("its date {date} can't be true; dated by its arrival"),
        message("its date {date} lies in the future; dated by its arrival"),
        message("its time names no zone; read as {zone}"),
        message("the article has no body; only its title can be found"),
        message("its sentences are cited but can't be told apart as a summary; kept whole as full text"),
        message("no statement has a marker before it, so none can be told apart; kept whole as full text"),
        message("statements that can't be told apart are kept as one point"),
        message("another viewpoint begins here; it may belong to an article without a date"),
        message("a summary begins inside the text; kept whole, though it may be another article"),
        message("{text}: short lines behind the text that are none of it; left out"),
        message("line {line} is above the first article and not part of one; left out"),
        message("lines {first}-{last} are above the first article and not part of one; left out"),
        message(
            "no source is named, “{source}” stands in for it; write it before the date, `{line}`, and import the file "
            "again"
        ),
        message("1 character of its text can't be read; {mark} stands there"),
        message("{count} characters of its text can't be read; {mark} stands there"),
        message("it was removed from the library and stays away; latepost restore {article} brings it back"),
        # Texts and pages
        message("no title was found; put it on the first line, or name the page"),
        message("no text of an article was found; save the page with its text, or copy the text"),
        message("the text is longer than {count} million characters; split it"),
        message("the article is longer than {count} million characters; split it or take out what is none"),
        message("the page is larger than {size} MB; save it without its media"),
        message("no captured page: no line such as `{line}` below a title; copy the page with its titles and dates"),
        message("the text has no source and time; add a line such as `{line}` below its title"),
        message("the text under “{title}” has no source and time; add a line such as `{line}` below its title"),
        message("a source line without a title above it; add the article's title"),
        message("“{time}” is no time such as {example}; correct it and import the file again"),
        message("is a feed or XML; name a feed's address in feeds.toml"),
        message("it takes too much time or memory to read; save its text alone, as .txt, and send that"),
        # Lines and files
        message("the file is empty; save the page or the export into it"),
        message("the file is binary; export it as text first"),
        message("the line is longer than {size} MB; split it"),
        message("the line holds the character U+0000, which no text holds; take it out"),
        message("character {at} of the line is U+0000, which no text holds; take it out"),
        message("character {at} of the line is no {encoding}; save the file as UTF-8"),
        message("it is text in no encoding that is known"),
        message("there is no such file; check the path"),
        message("is a folder, not a file; name the files in it"),
        message("the file can't be opened; check the path and its permissions"),
        message("is a link to another file; put the file itself here"),
        message("is no regular file; save its content as one and import that"),
        message("not JSON ({where}); write every article as one whole object on one line"),
        message("not an article; write it as one object with title, source and published_at"),
        message("the file is {what}, not JSON Lines; write every article as one object on one line"),
        # Documents
        message("the PDF is protected; save it without a password"),
        message("the PDF holds no text; save the text as .txt"),
        message("the PDF does not say which characters its letters are; copy its text, and save that as .txt"),
        message("the pages are pictures of text, a scan; save it with the text recognised (OCR)"),
        message("is no whole PDF, or a broken one; save it anew, or its text as .txt"),
        message("the document holds no text, only pictures or nothing; save it as one with text in it"),
        message("the document is larger than {size} MB unpacked; save it without its pictures"),
        message("is no whole Word file; save it as .docx, or its text as .txt"),
        message("is an old or protected Office file or Rich Text; save it as .docx, .pdf or .txt without a password"),
        message("reading {name} files needs the extra `documents`, which is not installed; {install}"),
        # Addresses
        message(
            "the file was not handed out, a page to sign in came instead; install the app anew, so that it may read "
            "files"
        ),
        message("it does not answer in time"),
        message("it does not answer within {seconds} seconds"),
        message("it answers with status {status}"),
        message("it is larger than {size} MB"),
        message("it is no web page but {kind}"),
        message("it is packed as {packing}, which was not asked for"),
        message("it is damaged"),
        message("it was cut off on the way"),
        message("it can't be reached ({reason})"),
        message("it redirects more than {count} times"),
        message("it leads to {address}, and only http and https are fetched"),
        message("{address} is an address inside a private network; for a feed of your own set allow_private = true"),
        message("{address} is no address"),
        message("the name {host} has no address"),
        # What is wrong, and what to do
        message("{reason}; correct it and import the file again"),
        message("{reason}; correct it and send it again"),
        message("{reason}; correct the line and import the file again"),
        message("{reason}; save it as UTF-8"),
        message("{reason}; copy its text"),
        message("{reason}; check the path and its permissions"),
        # A field, by its name in the format
        message("`{field}` is missing"),
        message("`{field}` is not known"),
        message("`{field}` must be text"),
        message("`{field}` must be a whole number"),
        message("`{field}` must be a number"),
        message("`{field}` must be true or false"),
        message("`{field}` must be a list"),
        message("`{field}` must be an object with named fields"),
        message("`{field}` must be a time such as {example}"),
        message("`{field}` must be an address that begins with http:// or https://"),
        message("`{field}` needs an offset such as {example}"),
        message("`{field}` is longer than an address may be"),
        message("`{field}` must be more than {bound}"),
        message("`{field}` must be at least {bound}"),
        message("`{field}` must be at most {bound}"),
        message("`{field}` must be {choice}"),
    )


def translated_reason(sentence: str, language: Language) -> str:
    """A note or reason in the language; one that is not known stays as it is."""
    if language == "en" or len(sentence) > _LONGEST:
        return sentence
    strings, stem = translated(ReasonStrings, language), sentence.removesuffix(".")
    for pattern, template in zip(_patterns(), strings.reasons, strict=True):
        if found := pattern.fullmatch(stem):
            filled = {name: translated_reason(value, language) for name, value in found.groupdict().items()}
            return template.format(**filled) + (strings.end if stem != sentence else "")
    return sentence


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """What the English sentences look like, whatever they are about."""
    return tuple(re.compile(_pattern(template), re.DOTALL) for template in translated(ReasonStrings, "en").reasons)


def _pattern(template: str) -> str:
    return re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+?)", re.escape(template))
