// Names the clauses that apply to an employer, by the conditions in the page's own table.
const checker = document.getElementById("checker");
const form = checker.querySelector("form");
const status = checker.querySelector("[role=status]");
const rows = [...checker.querySelectorAll("tr[data-kinds]")];
const checked = (name) => form.querySelector(`[name=${name}]:checked`);

/** A whole number, or null when it is missing or no such number. */
function number(name) {
  const input = form.querySelector(`input[name=${name}]`);
  return !input.matches(":disabled") && input.value !== "" && input.validity.valid ? Number(input.value) : null;
}

/** What was answered about the employer. */
function answers() {
  const kind = checked("kind");
  const ratio = checked("ratio")?.value || "";
  const years = ratio === "met" ? 0 : number("years");
  return { kind: kind?.value || "", label: text(kind), ratio, posts: number("posts"), years };
}

const text = (input) => input?.parentElement.textContent.trim() || "";

const atLeast = (least, value) => (value === null ? "unknown" : value < least ? "no" : "applies");
const TESTS = {
  posts: (least, a) => atLeast(least, a.posts),
  years: (least, a) => atLeast(least, a.years),
  below: (_, a) => ({ below: "applies", met: "no" })[a.ratio] || "unknown",
  case: () => "case",
};
const SAID = {
  posts: (a) => (a.posts === null ? "您没有填编制数" : `您填的编制数是${a.posts}`),
  years: (a) =>
    a.ratio === "met" ? "您填的是达到了比例" : a.years === null ? "您没有填年数" : `您填的是连续${a.years}年`,
  below: (a) => (a.ratio ? `您填的是${text(checked("ratio"))}` : "您没有填有没有达到比例"),
  case: () => "要看具体情况",
};
const ORDER = ["no", "unknown", "case", "applies"];

/** Whether a row's clause applies, and the conditions that decide it. */
function judge(row, given) {
  if (row.dataset.effect === "exempts") return { row, verdict: "no", deciding: [] };
  const tests = [...row.querySelectorAll("[data-test]")].map((words) => {
    const { test, least } = words.dataset;
    return { words: words.textContent, said: SAID[test](given), result: TESTS[test](Number(least), given) };
  });
  const verdict = ORDER.find((result) => tests.some((t) => t.result === result)) || "applies";
  return { row, verdict, deciding: tests.filter((t) => t.result === verdict) };
}

function reason({ row, deciding }) {
  if (row.dataset.effect === "exempts") return "原文把这样的单位除外。";
  if (!deciding.length) return "原文没有写别的条件。";
  return deciding.map(({ words, said }) => `原文写着${words}，${said}。`).join("");
}

function entry(judged) {
  const item = document.createElement("li");
  const why = document.createElement("p");
  why.textContent = reason(judged);
  item.append(...judged.row.lastElementChild.cloneNode(true).childNodes);
  item.querySelector("q").parentElement.before(why);
  return item;
}

function ask(name, wanted) {
  const set = form.querySelector(`fieldset[name=${name}]`);
  set.hidden = set.disabled = !wanted;
}

function show() {
  ask("posts", checked("kind")?.dataset.posts === "asked");
  ask("years", checked("ratio")?.value !== "met");
  const given = answers();
  const judged = rows.filter((r) => r.dataset.kinds.split(" ").includes(given.kind)).map((r) => judge(r, given));
  for (const verdict of ORDER) {
    const list = checker.querySelector(`[data-found=${verdict}]`);
    list.replaceChildren(...judged.filter((j) => j.verdict === verdict).map(entry));
    list.parentElement.hidden = !list.childElementCount;
  }
  document.getElementById("found").hidden = !given.kind;
  checker.querySelector("[data-given]").textContent = `您填的：${said(given)}。`;
  status.textContent = given.kind ? counts(judged) : "";
}

function counts(judged) {
  const count = (verdict) => judged.filter((j) => j.verdict === verdict).length;
  const parts = [`${count("applies")}条写到了您的单位`, `${count("case")}条要看情况`];
  if (count("unknown")) parts.push(`${count("unknown")}条还要看您没有填的`);
  if (count("no")) parts.push(`${count("no")}条按您填的没有要求您的单位`);
  return `${parts.join("，")}。`;
}

function said({ label, ratio, posts, years }) {
  const parts = [label];
  if (posts !== null) parts.push(`编制数${posts}`);
  if (ratio) parts.push(text(checked("ratio")));
  if (years) parts.push(`连续${years}年`);
  return parts.join("，");
}

/** The answers as the address carries them: #kind=soe&ratio=below&years=3 */
function write() {
  const pairs = [...new FormData(form)].filter(([, value]) => value !== "");
  const fragment = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
  history.replaceState(null, "", fragment ? `#${fragment}` : location.pathname + location.search);
}

function read() {
  const carried = new URLSearchParams(location.hash.slice(1));
  for (const input of form.querySelectorAll("input")) {
    const value = carried.get(input.name) || "";
    if (input.type === "radio") input.checked = input.value === value;
    else input.value = value;
  }
  if (!checked("ratio")) form.querySelector("[name=ratio][value='']").checked = true;
  show();
}

form.addEventListener("input", () => (show(), write()));
form.addEventListener("reset", () => setTimeout(() => (show(), write())));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (checked("kind")) document.getElementById("result").focus();
  else form.querySelector("[name=kind]").focus();
});
checker.querySelector("[data-print]").addEventListener("click", () => print());
addEventListener("hashchange", () => (!location.hash || location.hash.includes("=")) && read());
form.hidden = false;
read();
