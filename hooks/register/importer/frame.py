"""What stands around the items: who is addressed, signature, date, and what the web page added."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from register.importer.signs import plain
from register.importer.text import squeezed


class Line(NamedTuple):
    """A line of the notice outside its tasks, and what it is."""

    role: str
    text: str


DATE = re.compile(
    r"\d{4}年\d{1,2}月\d{1,2}日|[二〇○零一二三四五六七八九十]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日"
)
PUBLICATION = re.compile(r"^\(?此件.{0,12}(?:公开|发布).{0,8}$")
ADDRESSEE = re.compile(r"^(?:各|市|区|县|省|有关|机关|中央|驻|全).{2,120}:$")
DOCUMENT_NUMBER = re.compile(r"^\(?[\u4e00-\u9fff]{1,12}[(]\d{4}[)]\d{1,4}号\)?$")
ISSUER = re.compile(
    r"^[\u4e00-\u9fff“”〇、 ()]{2,60}"
    r"(?:政府|办公室|办公厅|委员会|局|厅|委|部|院|联合会|办|小组|署|会)$|^国务院$"
)
# Words of a page's furniture, alone on a line or before a colon; then those that begin such a line.
FURNITURE = (
    "首页|主页|登录|注册|导航|打印|关闭|关闭窗口|返回|返回顶部|分享|收藏|字体|字号|大|中|小|来源|信息来源|"
    "稿件来源|发布时间|发布日期|发布机构|公开日期|成文日期|生成日期|有效性|时效性|浏览|浏览次数|浏览量|阅读|阅读量|"
    "点击|点击数|访问量|访问次数|索引号|主题分类|主题词|信息分类|发文机关|发文机构|发文字号|文号|标题|名称|公开方式|"
    "公开范围|公开主体|体裁分类|组配分类|上一篇|上一条|上一页|下一篇|下一条|下一页|相关链接|相关文件|相关文章|"
    "相关信息|相关解读|相关阅读|相关稿件|相关附件|政策解读|解读|图解|文件解读|微信|微博|主办|主办单位|承办|承办单位|"
    "协办|技术支持|维护|维护单位|地址|电话|联系我们|联系电话|邮编|责任编辑|编辑|审核|校对|初审|终审|作者|无障碍|"
    "无障碍浏览|关怀版|长者版|适老版|繁体|简体|搜索|热搜|友情链接|原文链接|附件下载|下载|政务公开|政策文件|信息公开|"
    "新闻中心|互动交流|政民互动|法宝引证码|网站地图"
)
RESIDUE = re.compile(
    rf"^[ (|>·]*(?:(?:{FURNITURE})[ |()]*)+(?:$|[:|>/\d]|CLI)"
    r"|^[ (]*(?:分享到|当前位置|您?(?:现在|当前|所在)的?(?:位置|栏目)|扫一扫|扫码|版权所有|"
    r"网站标识码|.{0,3}ICP|.公网安备|Copyright|©|English)",
    re.IGNORECASE,
)
SITES = re.compile(r"(?:网站|网|官网|门户)$")


def line_roles(lines: list[str], before: bool) -> Iterator[Line]:
    """The role of each line before the items, or after them."""
    date_at = max(
        (i for i, line in enumerate(lines) if _role(line) in ("date", "publication")), default=-1
    )
    opened = False
    for index, line in enumerate(lines):
        role = _role(line)
        if before and role == "residue" and opened and not _surely_residue(line):
            role = "paragraph"
        if not before and 0 <= date_at < index and role not in ("date", "publication"):
            role = "paragraph" if line.startswith("附件") or line.endswith("。") else "residue"
        if before and role == "paragraph" and not opened and "。" not in line:
            role = "heading"
        if role == "addressee":
            opened = True
        elif role == "paragraph" and before and re.search(r"印发|转发|现将|通知如下", line):
            role = "opening"
        yield Line(role, line)


def _surely_residue(line: str) -> bool:
    return "。" not in line and len(line) < 40


def _role(line: str) -> str:
    flat = plain(line)
    if PUBLICATION.match(flat.strip("()")) or PUBLICATION.match(flat):
        return "publication"
    if DATE.fullmatch(re.sub(r"\s", "", flat)):
        return "date"
    if DOCUMENT_NUMBER.match(re.sub(r"\s", "", flat)):
        return "heading"
    if "。" not in flat and len(flat) < 120 and (RESIDUE.match(flat) or SITES.search(flat)):
        return "residue"
    if ADDRESSEE.match(flat):
        return "addressee"
    if ISSUER.match(line) and len(line) < 60:
        return "issuer"
    return "paragraph"


TAIL = re.compile(
    r"(?P<issuer>[\u4e00-\u9fff]{2,30}?(?:政府|办公室|办公厅|委员会|局|厅|委|部|联合会|国务院))?"
    r"(?P<date>\d{4}年\d{1,2}月\d{1,2}日)\s*(?P<publication>[(（]此件[^)）]*[)）])?(?P<rest>.*)$",
    re.DOTALL,
)


def cut_lines(text: str) -> list[str]:
    """A text's lines, each squeezed; a notice on one line is cut before its signature."""
    lines = [squeezed(line) for line in re.split(r"[\r\n\f\v]+", text)]
    cut: list[str] = []
    for line in filter(None, lines):
        body, stop, tail = line.rpartition("。")
        found = TAIL.fullmatch(tail) if stop and tail else None
        if found:
            pieces = [found[name] for name in ("issuer", "date", "publication", "rest")]
            cut += [body + stop, *filter(None, map(str.strip, filter(None, pieces)))]
        elif re.match(r"各[^。:：]{4,100}(?:部门|单位|机构|政府|处|会|委|局)[:：](?=.)", line):
            end = re.search("[:：]", line)
            assert end is not None
            cut += [line[: end.end()], line[end.end() :]]
        else:
            cut.append(line)
    return cut


def own_lines(tail: str) -> tuple[str, str]:
    """The last item's own text after its assignment, and the lines that close the notice."""
    own: list[str] = []
    rest: list[str] = []
    closing = False
    for line in tail.split("\n"):
        roles = [one.role for one in line_roles(cut_lines(line), before=False)]
        closing = closing or any(role != "paragraph" for role in roles)
        closing = closing or line.strip().startswith("附件")
        (rest if closing else own).append(line)
    return "\n".join(own), "\n".join(rest)


def end_of_items(text: str, last: int) -> int:
    """Where the items end: at the date or the notice of publication after the last assignment."""
    at = text.find("\n", last)
    while at >= 0:
        end = text.find("\n", at + 1)
        line = squeezed(text[at + 1 : end if end >= 0 else len(text)])
        if line and [one.role for one in line_roles([line], False)] in (["date"], ["publication"]):
            return at + 1
        at = end
    return len(text)
