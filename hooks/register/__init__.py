"""The register: one government notice as checked records, and the pages and files made from them.

Modules import one way: model → load → rules → links → render → pages and exports → verify.
Nothing here imports MkDocs.
"""
