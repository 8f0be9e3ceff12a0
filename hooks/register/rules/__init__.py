"""Rules between records. Each yields problems; `check` runs them all.

Editors read the messages, so each says where, what and what to do.
"""

from __future__ import annotations

from collections.abc import Callable

from register.problem import RegisterError
from register.rules import notice, quotes, references, structure, words
from register.rules.common import Problems
from register.store import Register

RULES: tuple[Callable[[Register], Problems], ...] = (
    notice.notice_unchanged,
    notice.notice_rebuilds,
    structure.tasks_stand_once,
    structure.known_actions,
    structure.sentence_boundaries,
    structure.assignments,
    structure.counts,
    structure.floors,
    quotes.quotes_verbatim,
    quotes.words_verbatim,
    quotes.figures_agree,
    quotes.actors_named,
    quotes.plan_quotes,
    words.known_words,
    words.strengths_fit,
    words.duties_fit,
    references.wordings_current,
    references.facts_known,
    references.terms_quoted,
    references.bodies_used,
)


def check(register: Register) -> None:
    """Run every rule; raises RegisterError with all problems."""
    problems = list(words.vocabularies_present(register))
    if not problems:
        problems = [problem for rule in RULES for problem in rule(register)]
    if problems:
        raise RegisterError(problems)
