"""The store is the only writer: a module that changes casework's own tables has its place here."""

import ast

from tests.house import name_of, sources, tree_of

OWN = {"AUDIT", "AUDIT_HEAD", "CHECKPOINTS", "CONTENT_KEYS", "INTENTS", "RECORDS"}
CHANGES = {"insert", "update", "delete"}
PARTS = {
    "casework.audit.checkpointing",
    "casework.audit.log",
    "casework.content_keys",
    "casework.intents",
    "casework.retention.erasing",
    "casework.writing",
}
"""The store's own parts; each works inside ``Store.writing``."""


def names_from(tree: ast.Module, module: str) -> set[str]:
    return {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == module
        for alias in node.names
    }


def changes_casework(tree: ast.Module) -> bool:
    tables = names_from(tree, "casework.tables") & OWN
    verbs = names_from(tree, "sqlalchemy") & CHANGES
    methods = {
        node.func.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in OWN
    }
    return bool(tables) and bool(verbs or methods & CHANGES)


def test_nobody_but_the_store_changes_a_table_of_casework() -> None:
    assert {name_of(file) for file in sources() if changes_casework(tree_of(file))} == PARTS


def test_the_reading_of_modules_sees_a_writer() -> None:
    line = "from casework.tables import RECORDS\nfrom sqlalchemy import delete"
    assert changes_casework(ast.parse(line))
    assert changes_casework(ast.parse("from casework.tables import RECORDS\nRECORDS.update()"))
    assert not changes_casework(ast.parse("from casework.tables import RECORDS\nRECORDS.c.id"))
