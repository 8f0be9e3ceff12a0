"""What a browser may do with our pages: the one place that metas and server rules are made from.

docs/security.md says why each rule is there.
"""

from __future__ import annotations

from collections.abc import Mapping

Rules = Mapping[str, str]

# All of it from this site alone. Workers follow script-src; fonts, frames, media, plug-ins: none.
PUBLIC: Rules = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
}
# Material's scripts inside its pages, as a build of the theme alone has them. A test compares;
# never take these from pages of ours, where somebody could have put a third.
MATERIAL_SCRIPTS = (
    "sha256-/K9p2JtEqCycL2fSbEonMakkteWpAHv57x2wndLqMNo=",
    "sha256-/8wPdzX9q0NNJXyA5lzsLojXFpkeaXVxhbfkUOQaWy8=",
    "sha256-/nhm8p50KJxvwWLggwJ1OF8Xgq5W/b3iKECITLASfOg=",  # the first, two folders deep
)
MATERIAL: Rules = {
    **PUBLIC,
    "script-src": " ".join(["'self'", *(f"'{digest}'" for digest in MATERIAL_SCRIPTS)]),
    "img-src": "'self' data:",  # the icons in Material's style
}
# Decap compiles the schema of its settings into a function, and puts its styles into the page.
FORMS: Rules = {
    **PUBLIC,
    "script-src": "'self' 'unsafe-eval'",
    "style-src": "'self' 'unsafe-inline'",
    # pictures of the people who edit
    "img-src": "'self' data: blob: https://avatars.githubusercontent.com https://gitlab.com",
    "connect-src": "'self' blob: http://localhost:8081 https://api.github.com https://gitlab.com",
}
# What a meta element may not say, so only a server can.
HEADER_ONLY: Rules = {"frame-ancestors": "'none'"}

# What a page tells other sites of itself when a reader follows a link: nothing.
REFERRER = "same-origin"
UNUSED = (
    "accelerometer",
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
)
# Headers that every answer has; the forms' login opens a window that must find its opener.
HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": REFERRER,
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED),
}
OPENER = "same-origin"
OPENER_OF_FORMS = "same-origin-allow-popups"


def meta(rules: Rules) -> str:
    """The rules as a page's meta element states them."""
    return "; ".join(f"{name} {sources}" for name, sources in rules.items())


def header(rules: Rules) -> str:
    """The rules as a server states them."""
    return meta({**rules, **HEADER_ONLY})


# What templates find as `settings.policy`.
METAS: Mapping[str, str] = {
    "public": meta(PUBLIC),
    "material": meta(MATERIAL),
    "forms": meta(FORMS),
    "referrer": REFERRER,
}
