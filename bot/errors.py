"""Every error that the bot raises on purpose.

    LatePostError
    ├── SettingsError          a setting or argument is missing or wrong
    │   └── GlossaryError           the glossary is not as it must be: the entry is in it
    ├── MisreadError           (bot.digest.reading) a field of a subscription is not understood
    ├── CrossSiteRequestError  (bot.web.cross_site) a request is none of our own page
    ├── RateLimitedError       (bot.web.reader.rate_limit) a reader searches too often (retry helps)
    ├── UnreadableFileError    a file as a whole can't be read: its path and the line are in it
    ├── TooDemandingError      reading what somebody sent takes more time or memory than one of them gets
    ├── UnreadableTextError    bytes are text in no encoding: what to do, is said by who has the file or address
    ├── NoFeedError            what came from a feed's address is no feed: what it is, is in it
    ├── FetchError             an address can't be fetched: the reason is in it
    ├── StoreError             the database refused
    │   └── StoreUnavailableError   it can't be reached now (retry helps)
    ├── BackupError            a backup can't be made or put back: why, and what to do, is in it
    ├── NoSuchArticleError     no article, or more than one, has an id that begins as given
    ├── LeaseLostError         another process has taken over what this one was at
    ├── DeliveryGivenUpError   processes died over a delivery, so that it is left alone
    ├── PayloadError           what came as a delivery of Slack's is none: the field is in it
    ├── SlackError             Slack refused a call: its method and Slack's code are in it
    │   ├── ChannelClosedError      the conversation takes no messages of the bot
    │   │   └── NotInChannelError        as the bot is no member of it
    │   ├── TriggerExpiredError     a modal came too late for what the person pressed
    │   └── SlackUnavailableError   it can't be reached, or limits us for too long (retry helps)
    ├── UnsendableError        what the bot was about to send is not what Slack takes
    ├── EncoderUnavailableError    no vector can be made now, and words answer alone: the reason is in it
    └── SearchIndexError       the full-text index refused
        ├── IndexBusyError     another process is writing to it (retry helps)
        └── IndexDamagedError  it can't be read and must be rebuilt from the store

What one article of a file has wrong with it is no exception but a `bot.formats.Problem`: the others go in.
"""


class LatePostError(Exception):
    """Something that a person can be told in one sentence, with what to do next."""

    retry_helps: bool = False
    """Whether the same call may succeed a little later without any change."""


class SettingsError(LatePostError):
    """A setting or an argument is missing or wrong; the message names it and says what it takes."""


class NoSuchArticleError(LatePostError):
    """No article, or more than one, has an id that begins as given."""


class UnreadableFileError(LatePostError):
    """A file can't be read as a whole; `path` and `line` (from 1, 0 for one that can't be opened) say where."""

    def __init__(self, path: str, line: int, reason: str) -> None:
        super().__init__(f"{path}:{line}: {reason}" if line else f"{path}: {reason}")
        self.path = path
        self.line = line
        self.reason = reason


class TooDemandingError(LatePostError):
    """Reading what somebody sent takes more time or memory than the bot spends on one; it is none of ours to retry."""

    def __init__(self) -> None:
        super().__init__("it takes too much time or memory to read; save its text alone, as .txt, and send that")


class UnreadableTextError(LatePostError):
    """Bytes are text in no known encoding; the message says so as the end of a sentence."""


class NoFeedError(LatePostError):
    """What came from a feed's address is no feed; the message says what it is, as the end of a sentence."""


class FetchError(LatePostError):
    """An address can't be fetched. `wait_seconds` is how long it asks to be left alone."""

    def __init__(self, reason: str, *, retry_helps: bool = False, wait_seconds: float | None = None) -> None:
        super().__init__(reason)
        self.retry_helps = retry_helps
        self.wait_seconds = wait_seconds


class GlossaryError(SettingsError):
    """The glossary file can't be read, or an entry of it is wrong."""


class StoreError(LatePostError):
    """The database refused an operation."""


class StoreUnavailableError(StoreError):
    """The database can't be reached or is locked for longer than the bot waits."""

    retry_helps = True


class BackupError(LatePostError):
    """A backup can't be written, read or put back; nothing was changed."""


class LeaseLostError(LatePostError):
    """Another process has taken over: leave the work to it."""

    def __init__(self) -> None:
        super().__init__("Another process has taken over; the work is left to it.")


class DeliveryGivenUpError(LatePostError):
    """Process after process died over a delivery, so it is left alone; the log says what they died of."""

    def __init__(self, attempts: int) -> None:
        super().__init__(f"{attempts} processes died over this delivery; it is left alone.")


class PayloadError(LatePostError):
    """What came as a delivery of Slack's can't be read as one; the message names the field."""


class SearchIndexError(LatePostError):
    """The full-text index refused an operation."""


class IndexBusyError(SearchIndexError):
    """Another process holds the index for writing."""

    retry_helps = True


class IndexDamagedError(SearchIndexError):
    """The files of the index can't be read; the index has to be rebuilt from the store."""


class EncoderUnavailableError(LatePostError):
    """The encoder can't turn texts into vectors; the message says why, and what to check.

    `retry_helps` where it is too slow, too busy or can't be reached, not where it refuses the key or the model;
    `wait_seconds` is how long it asks to be left alone.
    """

    def __init__(self, reason: str, *, retry_helps: bool, wait_seconds: float | None = None) -> None:
        super().__init__(reason)
        self.retry_helps = retry_helps
        self.wait_seconds = wait_seconds


class SlackError(LatePostError):
    """Slack refused a call; `method` and Slack's error `code` say which and why."""

    def __init__(self, method: str, code: str) -> None:
        super().__init__(f"Slack refused {method}: {code}.")
        self.method = method
        self.code = code


class ChannelClosedError(SlackError):
    """The conversation takes no messages of the bot: it is archived, or only some may post there."""


class NotInChannelError(ChannelClosedError):
    """The bot is no member of the conversation that it was to post to."""


class TriggerExpiredError(SlackError):
    """A modal opens only within 3 s of what the person pressed: they have to press again."""


class SlackUnavailableError(SlackError):
    """Slack can't be reached, fails, or limits the bot for longer than it waits."""

    retry_helps = True


class UnsendableError(LatePostError):
    """A message or view breaks a limit of Slack's and was not sent."""
