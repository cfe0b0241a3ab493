"""The benchmarks: every bar of the project measured beside its floor, in one run."""
