"""Page → what machines read of it: JSON-LD (schema.org) and the picture for shared links."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from register import exports, links
from register.exports.index import LICENCE_URL, data_date
from register.exports.rows import TABLES
from register.model import Benefit, Plan, Unit
from register.sitepage import SitePage
from register.store import Register

Thing = dict[str, Any]
Shown = Mapping[str, Any]  # what the page is filled with

# Which picture a shared link shows, by the page's template; other pages show the site's.
PICTURES = {
    "benefit": "benefit",
    "benefits": "benefit",
    "audience": "benefit",
    "audiences": "benefit",
    "unit": "unit",
    "units": "unit",
    "actor": "unit",
    "actors": "unit",
    "districts": "unit",
    "calendar": "unit",
    "matrix": "unit",
    "network": "unit",
    "progress": "unit",
    "plan": "notice",
    "plans": "notice",
    "text": "notice",
    "action": "notice",
    "task": "notice",
}
# Kinds of units that are organs of government; the others are parties, associations, enterprises.
GOVERNMENT = ("government", "central-body")


def picture(template: str) -> str:
    """The picture for links to a page, relative to the site's root."""
    return f"assets/og/{PICTURES.get(template, 'site')}.png"


def json_ld(register: Register, page: SitePage, shown: Shown, site_url: str) -> str:
    """JSON-LD of a page, safe inside a script element; `site_url` ends with a slash."""
    describe = THINGS.get(page.template)
    things = [
        *(describe(register, page, shown, site_url) if describe else ()),
        *_crumbs(page, site_url),
    ]
    if not things:
        return ""
    graph = {"@context": "https://schema.org", "@graph": things}
    return json.dumps(graph, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _crumbs(page: SitePage, site_url: str) -> Iterator[Thing]:
    if page.crumbs:
        trail = [("首页", ""), *page.crumbs, (page.title, page.url)]
        yield {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": place, "name": name, "item": site_url + url}
                for place, (name, url) in enumerate(trail, 1)
            ],
        }


def _plan(register: Register, page: SitePage, shown: Shown, site_url: str) -> Iterator[Thing]:
    plan: Plan = shown["plan"]
    yield {
        "@type": "Legislation",
        "@id": site_url + links.url(plan),
        "name": plan.title,
        "legislationDate": plan.date.isoformat(),
        "legislationJurisdiction": plan.region,
        "publisher": {"@type": "GovernmentOrganization", "name": plan.issuer},
        "publication": {
            "@type": "PublicationEvent",
            "name": register.entry("conveyance", plan.conveyed).label,
            "startDate": plan.date.isoformat(),
            "publishedBy": {"@type": "GovernmentOrganization", "name": plan.issuer},
        },
        "inLanguage": "zh-Hans-CN",
        "url": site_url + links.text(plan),
        "sameAs": plan.source,
    }


def _text(register: Register, page: SitePage, shown: Shown, site_url: str) -> Iterator[Thing]:
    # The plan's own page says the rest: a whole notice is the heaviest page that there is.
    known = ("@type", "@id", "name", "url")
    for thing in _plan(register, page, shown, site_url):
        yield {name: thing[name] for name in known}


def _benefit(register: Register, page: SitePage, shown: Shown, site_url: str) -> Iterator[Thing]:
    benefit: Benefit = shown["benefit"]
    yield {
        "@type": "GovernmentService",
        "@id": site_url + page.url,
        "name": benefit.title,
        "description": benefit.summary,
        "serviceType": register.entry("benefit-kind", benefit.kind).label,
        "audience": [
            {"@type": "Audience", "audienceType": register.entry("audience", id_).label}
            for id_ in benefit.audiences
        ],
        "provider": [
            {"@type": _kind(unit), "@id": site_url + links.url(unit), "name": unit.name}
            for unit in register.lead_units(benefit)
        ],
        "isBasedOn": site_url + links.url(register.plans[benefit.plan]),
    }


def _unit(register: Register, page: SitePage, shown: Shown, site_url: str) -> Iterator[Thing]:
    unit: Unit = shown["unit"]
    attested = unit.full_name if unit.full_name_basis == "attested" else None
    yield {
        "@type": _kind(unit),
        "@id": site_url + page.url,
        "name": attested or unit.name,
        **({"alternateName": unit.name} if attested else {}),
    }


def _kind(unit: Unit) -> str:
    return "GovernmentOrganization" if unit.kind in GOVERNMENT else "Organization"


def _data(register: Register, page: SitePage, shown: Shown, site_url: str) -> Iterator[Thing]:
    folder = f"{site_url}{exports.FOLDER}/"
    yield {
        "@type": "Dataset",
        "@id": site_url + page.url,
        "name": page.title,
        "description": page.description,
        "license": LICENCE_URL,
        "inLanguage": "zh-Hans-CN",
        "dateModified": data_date(register),
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": format_, "contentUrl": f"{folder}{name}"}
            for table in TABLES
            for name, format_ in (
                (f"{table}.json", "application/json"),
                (f"{table}.csv", "text/csv"),
            )
        ],
    }


THINGS: dict[str, Callable[[Register, SitePage, Shown, str], Iterator[Thing]]] = {
    "plan": _plan,
    "text": _text,
    "benefit": _benefit,
    "unit": _unit,
    "data": _data,
}
