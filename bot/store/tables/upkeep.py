"""The table of what one of the processes does for all of them now and then."""

from sqlalchemy import BigInteger, Column, MetaData, String, Table


def upkeep_tables(metadata: MetaData) -> Table:
    """`chores`, added to the metadata."""
    return Table(
        "chores",
        metadata,
        Column("name", String(32), primary_key=True),
        Column("next_ms", BigInteger, nullable=False, comment="When it is due; also the lease of who does it"),
    )
