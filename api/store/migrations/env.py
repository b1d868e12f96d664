"""How Alembic runs our migrations: on the connection that it is given."""

from alembic import context

from api.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table="tournee_version",
)
context.run_migrations()
