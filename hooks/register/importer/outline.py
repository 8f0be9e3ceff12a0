"""A notice's text → its pieces in order: lines around, headings, actions, tasks.

A task is the text that one assignment closes. An item with several assignments is several tasks;
an item whose parts share the assignment at its end is one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from register.assignment import sentences
from register.importer.brackets import Assignment
from register.importer.find import asking_who, assignments, unread
from register.importer.frame import cut_lines, end_of_items, line_roles, own_lines
from register.importer.marks import LONGEST_HEADING, Node, paragraphs, tree
from register.importer.pieces import ActionPiece, Doubt, Outline, Piece, TaskPiece
from register.importer.signs import ABOVE, plain
from register.importer.text import squeezed, visible


def outline(text: str) -> Outline:
    """The pieces of a notice; without any assignment its tasks are empty."""
    text = visible(text)
    found = assignments(text)
    return _Builder(text, found).built() if found else Outline()


class _Builder:
    """Walks the items once and puts each piece where it belongs."""

    def __init__(self, text: str, found: Sequence[Assignment]) -> None:
        self.text, self.found = text, found
        self.starts = [one.start for one in found]
        self.stop = end_of_items(text, found[-1].end)
        spans = [(one.start, one.end) for one in found]
        self.nodes = tree(text, spans, self.stop)
        if not any(self.inside(node.start, node.last) for node in self.nodes):
            self.nodes = paragraphs(text, self.stop, spans)
        self.wrapped = _is_wrapped(text)
        self.every = [node for root in self.nodes for node in root.walk()]
        self.final = self.every[-1]
        self.kinds = {id(node): self.kind(node) for node in self.every}
        self.action_level = self.level_of_actions()
        self.title_first = self.brackets_follow_titles()
        self.made = Outline()
        self.action: int | None = None

    def built(self) -> Outline:
        """All pieces, in the order of the notice."""
        self.lines(self.text[: self.nodes[0].start], before=True)
        early = [one for one in self.found if one.start < self.nodes[0].start]
        self.made.unassigned += [one.text for one in early]
        self.made.unassigned += unread(self.text, self.found)
        for node in self.nodes:
            self.put(node)
        self.action = None
        self.lines(self.text[self.stop :])
        return self.made

    def inside(self, start: int, end: int) -> list[Assignment]:
        """The assignments between two places."""
        first = bisect_left(self.starts, start)
        return list(self.found[first : bisect_left(self.starts, end)])

    def kind(self, node: Node) -> str:
        """What an item is: prose, task, shared (its parts share one assignment) or container."""
        own = self.inside(node.start, node.end)
        below = [child for child in node.children if self.inside(child.start, child.last)]
        if not own and not below:
            return "prose"
        if not below:
            return "task"
        alone = not own and below == node.children[-1:] and len(node.children) > 1
        if alone and len(closing := self.inside(node.start, node.last)) == 1:
            if re.match(ABOVE, closing[0].text):
                return "shared"
            peers = [peer for peer in self.every if peer.level == below[0].level]
            assigned = [peer for peer in peers if self.inside(peer.start, peer.end)]
            listed = self.text[node.children[-2].start : node.children[-2].last].rstrip()
            if 2 * len(assigned) <= len(peers) or below[0].children or listed[-1:] in "；;":
                return "shared"
        return "container"

    def level_of_actions(self) -> int:
        """Level of the headings that tasks stand under; -1 if there are none."""
        parents = Counter(
            node.level
            for node in self.every
            if self.kinds[id(node)] == "container"
            for child in node.children
            if self.kinds[id(child)] in ("task", "shared")
        )
        return max(parents, key=lambda level: (parents[level], level), default=-1)

    def brackets_follow_titles(self) -> bool:
        """Whether in this notice an assignment follows an item's title and precedes its text."""
        single = [
            (node, own[0])
            for node in self.every
            if node is not self.final and len(own := self.inside(node.start, node.end)) == 1
        ]
        before = [node for node, one in single if len(self.text[one.end : node.end].strip()) > 8]
        return 2 * len(before) > len(single)

    # Placing

    def put(self, node: Node) -> None:
        """Place an item and all below it."""
        kind = self.kinds[id(node)]
        if node.level <= self.action_level:
            self.action = None
        if kind == "prose":
            self.put_prose(node)
        elif kind == "container":
            self.put_container(node)
        else:
            self.put_task(node, node.last)
        if kind == "shared":
            question = "几个小项共用最后的分工；请核对它是不是管全部小项。"
            words = self.made.tasks[-1].assignment.text
            self.made.tasks[-1].doubts.append(Doubt("measures", words, question))

    def put_prose(self, node: Node) -> None:
        """An item without assignment: lines of the notice, or what follows a task."""
        last = node.last == self.final.end
        words = self.text[node.start : node.last]
        between = self.found[0].start < node.start < self.found[-1].start
        if between or (self.action is not None and not last):
            self.made.unassigned.append(squeezed(words))
        else:
            self.made.unassigned += asking_who(words)
        if self.action is not None and not last:
            self.add_after(words)
            return
        self.action = None if last else self.action
        for one in node.walk():
            heading, rest = self.heading_of(one)
            self.made.pieces.append(Piece("heading", heading))
            self.lines(rest)

    def put_container(self, node: Node) -> None:
        """A heading with its items."""
        if self.inside(node.start, node.end):
            self.put_task(node, node.end)
        else:
            heading, rest = self.heading_of(node)
            if node.level == self.action_level:
                number = len(self.made.actions) + 1
                self.made.actions.append(ActionPiece(number, heading, _joined("", rest)))
                self.action = number
                self.list_number("actions", number)
            elif self.action is not None:
                self.add_after(self.text[node.start : node.end])
            else:
                self.made.pieces.append(Piece("heading", heading))
                self.lines(rest)
        for child in node.children:
            self.put(child)

    def list_number(self, role: str, number: int) -> None:
        """Note in the outline that an action or a task stands here."""
        if not self.made.pieces or self.made.pieces[-1].role != role:
            self.made.pieces.append(Piece(role))
        self.made.pieces[-1].numbers.append(number)

    def lines(self, text: str, before: bool = False) -> None:
        """Lines outside the tasks, each with its role."""
        for line in line_roles(cut_lines(text), before):
            self.made.pieces.append(Piece(line.role, line.text))

    def add_after(self, text: str) -> None:
        """Keep words that belong to no task behind the piece before them."""
        action = self.made.actions[-1] if self.made.actions else None
        task = self.made.tasks[-1] if self.made.tasks else None
        if action and (task is None or task.action != action.number) and self.action:
            action.after = _joined(action.after, text)
        elif task:
            task.after = _joined(task.after, text)

    def heading_of(self, node: Node) -> tuple[str, str]:
        """The heading line of an item with its mark, and the text that follows."""
        own = self.text[node.begin : node.end]
        line, end, rest = own.lstrip().partition("\n")
        first, stop, more = line.partition("。")
        title, gap, text = line.partition(" ")
        if gap and not rest.strip() and "。" not in title and len(title) <= LONGEST_HEADING // 2:
            line, rest = title, text
        elif stop and more.strip() and len(first) <= 2 * LONGEST_HEADING:
            line, rest = first + stop, more + end + rest
        return squeezed(self.text[node.start : node.begin] + line), rest

    # Tasks

    def put_task(self, node: Node, end: int) -> None:
        """The task or tasks of an item, one for each assignment."""
        own = self.inside(node.start, end)
        at, mark = node.begin, squeezed(self.text[node.start : node.begin])
        for index, one in enumerate(own):
            last = index == len(own) - 1
            stop = end if last else own[index + 1].start
            tail = _punctuation(self.text, one.end, stop)
            task = self.add_task(mark, self.text[at : one.start], one)
            task.after = squeezed(self.text[one.end : tail])
            if len(own) > 1:
                task.doubts += _several(self.text[at : one.start], mark, len(own))
            at, mark = tail, ""
            if last:
                self.put_tail(task, node, tail, end, len(own))

    def add_task(self, mark: str, text: str, one: Assignment) -> TaskPiece:
        """A new task that ends with an assignment."""
        number = len(self.made.tasks) + 1
        parts = self.sentences(text)
        task = TaskPiece(number, self.action, mark, parts, one, len(parts))
        if one.doubt:
            task.doubts.append(Doubt("assignment", one.text, one.doubt))
        self.made.tasks.append(task)
        if self.action is None:
            self.list_number("tasks", number)
        return task

    def put_tail(self, task: TaskPiece, node: Node, start: int, end: int, brackets: int) -> None:
        """What an item says after its last assignment."""
        tail = self.text[start:end]
        if not tail.strip():
            if not task.sentences:
                task.doubts.append(
                    Doubt("measures", task.assignment.text, "括号前面没有任务的话。")
                )
            return
        title = "".join(task.sentences)
        short = "。" not in title and len(title) <= LONGEST_HEADING
        titled = short and self.broken_after(task.assignment.end)
        if end == self.final.end:
            first = self.title_first or titled or not task.sentences
            kept, tail = own_lines(tail) if first else ("", tail)
            if kept:
                self.go_on(task, kept)
            self.action = None
            self.lines(tail)
        elif brackets == 1:
            question = "分工写在中间，后面还有话；请核对后面的话是不是也归这些单位。"
            if not self.title_first and not titled:
                task.doubts.append(Doubt("measures", squeezed(tail)[:40], question))
            self.go_on(task, tail)
        else:
            task.after = _joined(task.after, tail)
            self.made.unassigned.append(squeezed(tail))

    def go_on(self, task: TaskPiece, text: str) -> None:
        """Sentences behind a task's assignment; a mark between them stays with the assignment."""
        task.sentences += self.sentences(text)
        task.assignment = replace(task.assignment, text=task.assignment.text + task.after)
        task.after = ""

    def broken_after(self, at: int) -> bool:
        """Whether a line ends here."""
        return self.text[at : at + 20].lstrip(" \r")[:1] == "\n"

    def sentences(self, text: str) -> list[str]:
        """A text's sentences; a title on a line of its own is one, too."""
        text = text.strip(" \t\r\n\u3000\u00a0")
        line, end, rest = text.partition("\n")
        titled = end and "。" not in line and len(line) <= LONGEST_HEADING and not self.wrapped
        if titled and plain(line.rstrip())[-1:] not in (",", ";", ":", "、"):
            return [squeezed(line), *sentences(squeezed(rest))]
        return sentences(squeezed(text))


def _joined(before: str, text: str) -> str:
    lines = [before, *cut_lines(text)]
    return "\n".join(filter(None, lines))


def _several(text: str, mark: str, count: int) -> list[Doubt]:
    if not mark:
        return []
    question = f"这一项里有 {count} 个分工，已经按分工拆成 {count} 项任务；请核对每句归哪个分工。"
    return [Doubt("measures", squeezed(text)[:40], question)]


def _punctuation(text: str, start: int, stop: int) -> int:
    """Where the marks end that follow an assignment directly."""
    found = re.compile(r"\s*[。；;，,、.]+").match(text, start, stop)
    return found.end() if found else start


def _is_wrapped(text: str) -> bool:
    """Whether lines are broken at a width instead of after paragraphs."""
    lines = [line.strip() for line in text.split("\n") if len(line.strip()) >= 20]
    cut = [line for line in lines if plain(line)[-1] not in "。:;!?)”."]
    return len(lines) >= 8 and 3 * len(cut) > len(lines)
