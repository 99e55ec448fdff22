"""Merging more reports than fit into memory: the same rules as `graph.merge`, the same bytes, part by part.

    naming      each shard's articles: who they name, gathered under name, kind and state; their graphs as text
    resolving   all names of all shards: who is who (what is held grows with the actors, not with the articles)
    casting     each shard's reports with their actors, and the keys under which they can come together
    components  reports that share a key, directly or by others: what can be merged without the rest
    contacting  each component's contacts
    writing     the workspace, out of tables that are sorted on disk
    run         all of it, one after the other

Stages write parts as extraction does, so a run that was killed goes on with the parts that are missing.
"""
