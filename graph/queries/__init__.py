"""The library of named queries: one `.rq` file each."""
