"""An encoder behind an embeddings API that speaks OpenAI's protocol: `POST URL/embeddings`.

https://platform.openai.com/docs/api-reference/embeddings/create
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated

import httpx
import numpy as np
from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, SecretStr, ValidationError

from bot.errors import EncoderUnavailableError
from bot.search.meaning.arrays import FloatMatrix

_MAX_BYTES = 64_000_000
"""Of one answer: 64 texts of 4,096 dimensions take 6 MB as JSON."""
_RETRIED = {408, 425, 429, 500, 502, 503, 504}
"""Status codes after which the same request may succeed (RFC 9110, RFC 6585)."""


@dataclass(frozen=True)
class Patience:
    """How long an endpoint is waited for, and how often it is asked."""

    seconds: float = 30.0
    """For one batch, all tries and pauses together."""
    tries: int = 4
    first_pause: float = 0.5
    """Seconds before the second try, doubled before each further one; what the endpoint asks for comes before it."""
    rest: float = 0.0
    """Seconds after a failure in which it is not asked at all, so that not every question waits for it."""
    batch: int = 64
    """Texts in one request."""


QUESTION = Patience(seconds=2.0, tries=1, rest=30.0)
"""For questions: a person waits, and words can answer alone."""


@dataclass(frozen=True)
class Endpoint:
    """Where the API is (as `https://api.example.com/v1`), which of its models, and the key; None: it takes none."""

    url: str
    model: str
    key: SecretStr | None = None


class _Embedding(BaseModel):
    model_config = ConfigDict(extra="ignore")

    index: int = Field(ge=0)
    embedding: Annotated[list[FiniteFloat], Field(min_length=1)]


class _Embeddings(BaseModel):
    model_config = ConfigDict(extra="ignore")

    data: list[_Embedding]


class EndpointEncoder:
    """Vectors from an endpoint, of unit length. Each has its own connections; close it when done."""

    def __init__(
        self,
        endpoint: Endpoint,
        patience: Patience,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._endpoint = endpoint
        self._patience = patience
        self._clock, self._sleep = clock, sleep
        self._rests_until = -float("inf")
        self._host = httpx.URL(endpoint.url).host
        key = endpoint.key.get_secret_value() if endpoint.key else ""
        self._client = httpx.Client(headers={"Authorization": f"Bearer {key}"} if key else {})

    @property
    def name(self) -> str:
        """The model and the host that serves it."""
        return f"{self._endpoint.model} at {self._host}"

    def close(self) -> None:
        """Close its connections."""
        self._client.close()

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        """The vectors of these texts. Raises `EncoderUnavailableError`; the key stands in no message."""
        if self._clock() < self._rests_until:
            raise self._unavailable("has just failed and is left alone for a moment", retry_helps=True)
        rows: list[list[float]] = []
        try:
            for start in range(0, len(texts), self._patience.batch):
                rows += self._batch(texts[start : start + self._patience.batch])
        except EncoderUnavailableError:
            self._rests_until = self._clock() + self._patience.rest
            raise
        if len({len(row) for row in rows}) > 1:
            raise self._unavailable("gave vectors of different lengths", retry_helps=False)
        vectors = np.array(rows, dtype=np.float32).reshape(len(rows), -1 if rows else 0)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(lengths, np.finfo(np.float32).tiny), dtype=np.float32)

    def _batch(self, texts: Sequence[str]) -> list[list[float]]:
        deadline = self._clock() + self._patience.seconds
        pause = self._patience.first_pause
        for tries_left in reversed(range(self._patience.tries)):
            try:
                return self._request(texts, deadline)
            except EncoderUnavailableError as error:
                wait = max(pause, error.wait_seconds or 0.0)
                if not (error.retry_helps and tries_left and self._clock() + wait < deadline):
                    raise
                self._sleep(wait)
                pause *= 2
        raise ValueError("an endpoint has to be tried at least once")

    def _request(self, texts: Sequence[str], deadline: float) -> list[list[float]]:
        content = {"model": self._endpoint.model, "input": list(texts), "encoding_format": "float"}
        left = max(0.01, deadline - self._clock())
        address = f"{self._endpoint.url.rstrip('/')}/embeddings"
        body = bytearray()
        try:
            with self._client.stream("POST", address, json=content, timeout=left) as response:
                if response.status_code != httpx.codes.OK:
                    raise self._refused(response)
                for piece in response.iter_bytes():
                    body += piece
                    if len(body) > _MAX_BYTES:
                        raise self._unavailable("sent more than an answer can hold", retry_helps=False)
                    if self._clock() > deadline:  # httpx's own timeout begins anew with every piece
                        raise httpx.ReadTimeout("too slow")
        except httpx.TimeoutException as error:
            took = f"gave no answer within {self._patience.seconds:g} seconds"
            raise self._unavailable(took, retry_helps=True) from error
        except httpx.HTTPError as error:
            raise self._unavailable("can't be reached", retry_helps=True) from error
        return self._read(bytes(body), len(texts))

    def _read(self, body: bytes, count: int) -> list[list[float]]:
        try:
            found = sorted(_Embeddings.model_validate_json(body).data, key=lambda embedding: embedding.index)
        except ValidationError as error:
            raise self._unavailable("sent something that is no list of embeddings", retry_helps=False) from error
        if [embedding.index for embedding in found] != list(range(count)):
            raise self._unavailable(f"gave other than one vector for each of {count} texts", retry_helps=False)
        return [embedding.embedding for embedding in found]

    def _refused(self, response: httpx.Response) -> EncoderUnavailableError:
        again = response.status_code in _RETRIED
        wait = _seconds(response.headers.get("retry-after", "")) if again else None
        return self._unavailable(f"answers with status {response.status_code}", retry_helps=again, wait_seconds=wait)

    def _unavailable(
        self, what: str, *, retry_helps: bool, wait_seconds: float | None = None
    ) -> EncoderUnavailableError:
        advice = "" if retry_helps else " Check LATEPOST_ENCODER, LATEPOST_ENCODER_URL and LATEPOST_ENCODER_KEY."
        reason = f"The encoder at {self._host} {what}.{advice}"
        return EncoderUnavailableError(reason, retry_helps=retry_helps, wait_seconds=wait_seconds)


def _seconds(header: str) -> float | None:
    """What `Retry-After` says, where it does so in seconds."""
    return float(header) if header.isdecimal() and len(header) < 6 else None
