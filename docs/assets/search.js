// The search page: narrows and ranks the list that is on it. Text is only ever set as text.
import { Engine } from "./search-engine.js";

const PAUSE = 150; // ms after the last change: a screen reader is not to read out every letter
const box = document.querySelector("[data-search]");
box.dataset.searchState = "busy";
const part = (name) => box.querySelector(`[data-search-${name}]`);
const form = box.querySelector("form");
const input = form.elements.q;

// Address, as in the index → the page's item in the full list.
const items = new Map(
  Array.from(part("all").querySelectorAll("li > a"), (link) => {
    return [link.getAttribute("href").replace(/^(\.\.?\/)+/, ""), link.parentElement];
  })
);
const texts = new Map(
  Array.from(items, ([url, { firstElementChild: title, lastElementChild: text }]) => {
    return [url, { title: title.textContent, text: text.textContent }];
  })
);
const make = (name, text, properties = {}) =>
  Object.assign(document.createElement(name), { textContent: text }, properties);
const clipped = (text) => (text.length > 20 ? `${Array.from(text).slice(0, 20).join("")}…` : text);
// The address of this page with another query; of many plans, the one chosen stays chosen.
function asking(text) {
  const asked = new URLSearchParams(location.search);
  asked.set("q", text);
  return `?${asked}`;
}

const read = (address) =>
  fetch(address).then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.status))));
async function loaded() {
  const index = JSON.parse(part("index").dataset.searchIndex);
  if (!index.plans) return new Engine(index, texts);
  const { Plans } = await import("./search-plans.js"); // its results are not in the list
  return new Plans(index, read, box, items, { make, asking });
}
// Nothing is to be found before something is asked: a page that was only opened stays quick.
let ready;
const engine = () => (ready ??= loaded());
const NOTHING = { results: [], explained: [], suggested: [] };

function result({ url, because }) {
  const item = items.get(url).cloneNode(true);
  const { label } = items.get(url).parentElement.dataset;
  if (label) item.prepend(make("span", label, { className: "mark" }));
  if (because && !item.querySelector("a").textContent.includes(because)) item.append(make("p", `人们这样说：${because}`));
  return item;
}

function explanation({ id, term, word }) {
  const item = make("li", word === term ? "词语解释：" : `“${word}”，通知里可能写作：`);
  item.append(make("a", term, { href: box.dataset.terms + id }));
  return item;
}

function suggestions(texts) {
  const links = texts.flatMap((text) => [make("a", text, { href: asking(text) }), " "]);
  return links.length ? ["是不是想找：", ...links] : [];
}

function show(query, { results, explained, suggested }) {
  const known = results.filter(({ url }) => items.has(url));
  part("results").replaceChildren(...known.map(result));
  part("explained").replaceChildren(...explained.map(explanation));
  part("suggested").replaceChildren(...suggestions(suggested));
  part("explained").hidden = !explained.length;
  part("none").hidden = known.length > 0 || !query;
  part("all").hidden = Boolean(query);
  part("status").textContent = query && said(query, known.length);
  box.dataset.searchState = "done";
}

const said = (query, count) =>
  count ? `“${clipped(query)}”：找到${count}项，最相关的在前。` : `没有找到“${clipped(query)}”。`;

async function search() {
  const query = input.value.trim();
  try {
    const asked = query || ready ? await engine() : { search: () => NOTHING };
    const found = await asked.search(query);
    if (query !== input.value.trim()) return;
    show(query, found);
    asked.shown?.(query, found);
  } catch (error) {
    console.error(error);
    part("all").hidden = false;
    part("status").textContent = "搜索没有装载成功。请重新打开这一页，或者从下面的全部内容里找。";
  }
  delete document.documentElement.dataset.asked;
}

let waiting;
function changed(event) {
  if (event.isComposing) return; // an input method's half-typed letters
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    history.replaceState(null, "", input.value ? asking(input.value.slice(0, 100)) : "./");
    search();
  }, PAUSE);
}

form.addEventListener("focusin", () => engine().catch(() => {})); // `search` tells of a failure
form.addEventListener("input", changed);
form.addEventListener("compositionend", () => changed({}));
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  clearTimeout(waiting);
  history.replaceState(null, "", asking(input.value.slice(0, 100)));
  await search();
  part("status").focus();
});
input.value = new URLSearchParams(location.search).get("q") ?? "";
search();
