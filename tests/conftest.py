"""Parts that several tests stand on."""

import os
from collections.abc import AsyncIterator, Iterator
from uuid import uuid4

import asyncpg
import pytest

from tests.postgresql import NoPostgreSQLError, Server, running_server


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: scenarios wait for processes, leases and servers more than they compute."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """A PostgreSQL server; the test is skipped where there is none, and fails if all tests are required."""
    try:
        with running_server() as server:
            yield server
    except NoPostgreSQLError as error:
        if os.environ.get("LATEPOST_TESTS_REQUIRE_ALL") == "1":
            pytest.fail(f"no PostgreSQL: {error}")
        pytest.skip(f"no PostgreSQL: {error}")


@pytest.fixture
async def postgresql_url(postgresql_server: Server) -> AsyncIterator[str]:
    """The address of an empty database on it, dropped at the end of the test."""
    name = f"test_{uuid4().hex}"
    await _command(postgresql_server, f"CREATE DATABASE {name}")
    yield postgresql_server.url(name)
    await _command(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


async def _command(server: Server, command: str) -> None:
    connection = await asyncpg.connect(server.url("postgres"))
    try:
        await connection.execute(command)
    finally:
        await connection.close()
