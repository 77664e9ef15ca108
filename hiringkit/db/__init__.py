"""Storage: tables, queries, migrations. Authorisation is in the query."""

WRITING = "hiringkit_writing"  # the execution option of a connection that will write: its BEGIN takes the lock
CONNECTION = "hiringkit_connection"  # where a session of ours keeps the connection of its transaction
