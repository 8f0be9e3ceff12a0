"""Rules between records. Each yields problems; `check` runs them, stage by stage.

Editors read the messages, so each says where, what and what to do. A stage builds on those before
it: a quotation is not to be blamed while the sentence that it quotes is itself mistyped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from register.load import Reading
from register.problem import Problem, RegisterError
from register.rules import (
    divisions,
    drafts,
    editions,
    guides,
    notice,
    quotes,
    reading,
    references,
    reports,
    structure,
    words,
)
from register.rules.common import Problems
from register.store import Register

STAGES: tuple[tuple[Callable[[Register], Problems], ...], ...] = (
    (
        words.vocabularies_present,
        words.vocabularies_sound,
        structure.floors,
        structure.tasks_present,
        structure.actions_fit,
        notice.notice_unchanged,
        editions.editions_follow,
    ),
    (
        words.known_words,
        words.names_simplified,
        structure.outline_complete,
    ),
    (
        notice.notice_rebuilds,
        quotes.plan_quotes,
    ),
    (
        structure.sentence_boundaries,
        structure.assignments,
    ),
    (
        structure.counts,
        quotes.quotes_verbatim,
        quotes.terms_verbatim,
        quotes.figures_agree,
        quotes.figures_noted,
        quotes.actors_named,
        words.strengths_fit,
        words.duties_fit,
    ),
    (
        references.wordings_current,
        references.meanings_current,
        quotes.gaps_open,
        drafts.nothing_to_write,
        drafts.nothing_undecided,
        references.facts_known,
        references.facts_refer,
        references.search_refers,
        references.terms_quoted,
        editions.benefits_continue,
        references.bodies_used,
        divisions.divisions_refer,
        reading.easy_lines_short,
        reading.readings_sound,
        reports.reports_refer,
        reports.reports_dated,
        reports.evidence_sound,
        reports.confirmations_dated,
        reports.counterparts_are_ours,
    ),
    (
        guides.guides_refer,
        guides.guides_quote,
        reports.districts_complete,
        editions.guides_in_force,
    ),
    (
        guides.finder_complete,
        guides.conditions_stated,
    ),
)


# Rules that find of each plan what they would find if it stood alone.
WITHIN_A_PLAN = frozenset(
    {
        structure.tasks_present,
        structure.actions_fit,
        structure.outline_complete,
        structure.sentence_boundaries,
        structure.assignments,
        structure.counts,
        notice.notice_unchanged,
        notice.notice_rebuilds,
        quotes.plan_quotes,
        quotes.quotes_verbatim,
        quotes.figures_agree,
        quotes.figures_noted,
        quotes.actors_named,
        quotes.gaps_open,
        words.known_words,
        words.strengths_fit,
        words.duties_fit,
        references.wordings_current,
        drafts.nothing_to_write,
        reading.easy_lines_short,
    }
)


def check(register: Register | None, known: Iterable[Problem] = ()) -> None:
    """Run the rules; raises RegisterError with their problems and those known from reading.

    A file with a problem is left out of the stages after, so that one mistake is told once and
    mistakes in other files are told all the same.
    """
    problems = list(known)
    for stage in STAGES:
        if register is None or register.any_suspect("data/vocabulary/"):
            break  # every other rule would ask for what is missing there
        if "data/plans/" in register.suspect:
            break  # as it would for what all plans together had
        found = [problem for rule in stage for problem in rule(register)]
        problems += found
        register = register.without(problem.place.file for problem in found)
    if problems:
        raise RegisterError(problems)


def check_again(register: Register, touched: Iterable[str]) -> None:
    """As `check`, of a register that differs from one without problems in some plans only."""
    alone = register.only(touched)
    rules = (rule for stage in STAGES for rule in stage)
    if any(True for rule in rules for _ in rule(alone if rule in WITHIN_A_PLAN else register)):
        check(register)


def checked(root: Path, reading: Reading | None = None) -> Register:
    """The register of the project at `root`; raises RegisterError with every problem at once."""
    register, problems = (reading or Reading(root)).read()
    check(register, problems)
    assert register is not None  # nothing was wrong
    return register
