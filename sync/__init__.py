"""The CRMs and the book kept in agreement: connectors, engine, simulator. No Qt."""
