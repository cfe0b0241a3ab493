"""What speaks to the CRMs: connectors, the engine, a simulator. No Qt."""
