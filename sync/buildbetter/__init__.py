"""The connector for BuildBetter: calls that were recorded, read and never written."""
