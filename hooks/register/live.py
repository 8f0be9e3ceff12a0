"""While serving: an edit of records is shown where it was made first, then everywhere else.

Only what the edit may have changed is read, checked and made again. What is served stays as it is
until all that is to be shown together can be made.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path

from register import rules
from register.load import Reading
from register.rebuild import fits, put
from register.site import RecordSite
from register.sitepage import SitePage
from register.store import Register
from register.touched import Asked, plans_touched
from register.watched import Stopped

ENOUGH_SECONDS = 0.2  # so long an edit's own pages wait for others, to be shown with them

Touched = frozenset[str]  # ids of plans
Made = tuple[str, str]  # a page by its address


class Live:
    """A site that is being served from a folder, and what its pages looked up."""

    def __init__(self, site: RecordSite, reading: Reading, folder: Path) -> None:
        self.site = site
        self._reading = reading
        self._folder = folder
        self._made = site.renderer.kept_pages.look_ups()
        self._asked = Asked()
        self._asked.learn(site.renderer.watched.questions, site.renderer.register)

    def renew(
        self,
        today: datetime.date | None,
        show: Callable[[], None] = lambda: None,
        is_late: Callable[[], bool] = lambda: False,
        changed: Collection[str] | None = None,
    ) -> bool:
        """Serve the records as they are now; False where MkDocs is needed for it.

        `changed` are the paths of all files of records that changed since, if that is known.
        `show` is called as soon as what was edited is served, and again once other pages are.
        Where `is_late` says that there is a new edit, what is left is left to that. Raises
        RegisterError for records that may not be shown.
        """
        began = time.monotonic()
        register, touched = self._checked(changed)
        site = self._site_of(register, touched, today)
        if site is None:
            return False
        own = touched or frozenset()
        others = self._stale(site, (page for page in site.pages if page.plan not in own))
        made = dict(self._stale(site, (page for page in site.pages if page.plan in own)))
        while time.monotonic() - began < ENOUGH_SECONDS and (more := next(others, None)):
            made.update([more])
        self._serve(site, made)
        show()
        site.renderer.watched.is_stopped = is_late
        try:
            self._finish(others, show, is_late)
        except Stopped:
            pass  # the new edit will find what is left
        finally:
            site.save()
        return True

    def _finish(
        self, pages: Iterator[Made], show: Callable[[], None], is_late: Callable[[], bool]
    ) -> None:
        """Serve what is left to be made, unless there is a new edit."""
        made = dict(pages)
        if made:
            self._serve(self.site, made)
            show()
        for file in self._others(self.site):
            put(self._folder, [file])
            if is_late():
                break

    def _checked(self, changed: Collection[str] | None) -> tuple[Register, Touched | None]:
        """The records as they are now, and the plans in which alone they differ, if it is so."""
        register, problems = self._reading.read(changed)
        before = self.site.renderer.register
        touched = plans_touched(before, register) if register and not problems else None
        if register is None or touched is None:
            rules.check(register, problems)
        else:
            register.go_on_from(before, touched)
            rules.check_again(register, touched)
        assert register is not None  # nothing was wrong
        return register, touched

    def _site_of(
        self, register: Register, touched: Touched | None, today: datetime.date | None
    ) -> RecordSite | None:
        """The site of some records, as far as MkDocs need not be asked."""
        shown = self.site
        if not fits(register, shown.root, shown.settings):
            return None
        same = {} if touched is None else dict(shown.by_plan)
        for id_ in touched or ():
            same.pop(id_, None)
        first = shown.first or shown
        site = RecordSite(
            shown.root, register, shown.settings, today, first, shown.authors, shown.program, same
        )
        if {page.url for page in site.pages} != {page.url for page in shown.pages}:
            return None
        site.renderer.downloads = first.office_files.downloads
        if touched is None:
            self._asked = Asked()
        else:
            before = shown.renderer.watched
            self._asked.learn(before.questions, register)
            site.renderer.watched.take_over(before, self._asked.doubtful(touched))
        return site

    def _stale(self, site: RecordSite, pages: Iterable[SitePage]) -> Iterator[Made]:
        """Those of some pages that would not come out as they are served, made anew."""
        renderer = site.renderer
        for page in pages:
            made_from, look_ups = self._made.get(page.url, ("", {}))
            if made_from != renderer.made_from(page) or not renderer.watched.finds_again(look_ups):
                yield page.url, site.page(page)

    def _serve(self, site: RecordSite, made: Mapping[str, str]) -> None:
        """Serve pages of a site that is shown from now on."""
        put(self._folder, ((f"{url}index.html", page.encode()) for url, page in made.items()))
        self._made |= site.renderer.kept_pages.look_ups(made)
        self.site = site

    def _others(self, site: RecordSite) -> Iterator[tuple[str, bytes]]:
        """What is not a page of records; files to take along stay until the server is restarted."""
        yield from site.authors.files(site.renderer)
        yield from site.with_moved(site.others())
