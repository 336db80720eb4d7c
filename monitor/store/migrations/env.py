"""Run by Alembic: the steps, on the connection and in the transaction that they are given."""

from alembic import context

from monitor.store.migrating import VERSION_TABLE
from monitor.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=VERSION_TABLE,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
