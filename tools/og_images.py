"""Makes the pictures that shared links show: docs/assets/og/*.png, one for each kind of page.

    .venv/bin/python tools/og_images.py

Needs Chromium and a Chinese font; run it again after changing the words or the site's name.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import run  # noqa: E402

FOLDER = ROOT / "docs/assets/og"
NAME = "残疾人就业政策与分工"
PICTURES = {
    "site": ("这份通知能给您什么，哪个单位负责", "逐字对照通知原文"),
    "benefit": ("能得到什么，有多“硬”，问谁", "每项政策都有原文"),
    "unit": ("每个单位要做什么，什么时候做", "牵头、负责和原文点名"),
    "notice": ("通知原文：38项任务，98句话", "每一句都有固定的链接"),
}
PAGE = """<!doctype html><html lang="zh-Hans-CN"><style>
body {{ margin: 0; width: 1200px; height: 630px; box-sizing: border-box; padding: 90px;
  background: #0f3d66; color: #fff; font-family: "Noto Sans CJK SC", sans-serif;
  display: flex; flex-direction: column; justify-content: space-between; }}
b {{ font-size: 40px; }}
h1 {{ font-size: 72px; line-height: 1.4; margin: 0;
  word-break: keep-all; text-wrap: balance; }}
p {{ font-size: 40px; margin: 0; border-top: 6px solid #ffd166; padding-top: 24px; }}
</style><b>{name}</b><h1>{title}</h1><p>{note}</p></html>"""


def main() -> None:
    """Draw each picture and write it as PNG, 1200 by 630 pixels."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=run.find_browser(), args=arguments)
        page = browser.new_page(viewport={"width": 1200, "height": 630})
        for kind, (title, note) in PICTURES.items():
            page.set_content(PAGE.format(name=NAME, title=title, note=note))
            page.screenshot(path=FOLDER / f"{kind}.png")
        browser.close()


if __name__ == "__main__":
    main()
