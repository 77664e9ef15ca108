"""Storage: tables, queries, migrations. Authorisation is in the query."""

WRITING = "hiringkit_writing"  # the execution option of a connection that will write: its BEGIN takes the lock
CONNECTION = "hiringkit_connection"  # where a session of ours keeps the connection of its transaction
WIRE = "hiringkit_wire"  # and its driver, where that is told statements outright: nobody else listens to them
