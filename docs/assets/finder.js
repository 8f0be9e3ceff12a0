// Narrows and ranks the list of benefits by the answers. They stay in the browser and its address.
const finder = document.getElementById("finder");
const form = finder.querySelector("form");
const words = (text) => (text || "").split(" ").filter(Boolean);
const general = new Set(words(finder.dataset.general));
const limits = finder.dataset.limits.split(",").map((limit) => new Set(words(limit)));
const headings = [...finder.querySelectorAll("[data-audience]")];
const group = Object.fromEntries(headings.map((h) => [h.dataset.audience, h.dataset.group]));
const label = Object.fromEntries(headings.map((h) => [h.dataset.audience, h.textContent]));
const items = [...finder.querySelectorAll("li[data-for]")];
const listed = (name) => finder.querySelector(`[data-found=${name}]`);

/** The ticked answers: input elements whose question is asked. */
function given() {
  return [...form.querySelectorAll("input:checked")].filter((i) => i.value && !i.matches(":disabled"));
}

/** Ask only what the first answer leads to. */
function ask() {
  const who = form.querySelector("[name=who]:checked")?.value || "";
  for (const question of form.querySelectorAll("fieldset")) {
    const after = words(question.dataset.after);
    question.hidden = question.disabled = after.length > 0 && !after.includes(who);
  }
}

/** What the answers select: groups, kinds, audiences with the answers for them, and what is out. */
function selection(answers) {
  const groups = new Set(answers.flatMap((i) => words(i.dataset.groups)));
  const kinds = new Set(answers.flatMap((i) => words(i.dataset.kinds)));
  const chosen = {};
  for (const input of answers) {
    for (const audience of words(input.dataset.audiences)) (chosen[audience] ??= []).push(text(input));
  }
  const questions = new Set(answers.map((i) => i.closest("fieldset")));
  const decided = [...questions].flatMap((q) => words(q.dataset.decides));
  return { groups, kinds, chosen, out: new Set(decided.filter((a) => !chosen[a])) };
}

const text = (input) => input.parentElement.textContent.trim();

/** How a benefit fits: null when it is for others; else its rank and the audiences that matched. */
function judge(item, { groups, kinds, chosen, out }) {
  if (kinds.size && !kinds.has(item.dataset.kind)) return null;
  const all = words(item.dataset.for);
  const near = all.filter((a) => !groups.size || groups.has(group[a]) || chosen[a]);
  if (!near.length) return null;
  const open = near.some((a) => general.has(a));
  const barred = (set) => set.length > 0 && set.every((a) => out.has(a));
  if (!open && (barred(near) || limits.some((l) => barred(all.filter((a) => l.has(a)))))) return null;
  const matched = all.filter((a) => chosen[a]);
  const weight = (a) => (limits.some((l) => l.has(a)) ? 4 : 2);
  return { item, near, open, matched, rank: matched.reduce((sum, a) => sum + weight(a), open ? 1 : 0) };
}

/** Why a benefit is listed, in words. */
function reason({ near, open, matched }, chosen) {
  const why = matched.map((a) => `您选了“${chosen[a].join("”“")}”，这项归在“${label[a]}”`);
  if (!why.length && open) why.push("这项没有限定是哪一类残疾人");
  if (!why.length) why.push(`这项归在“${near.map((a) => label[a]).join("”“")}”，是不是您，上面没有回答`);
  return `为什么列出：${why.join("；")}。`;
}

function paragraph(content) {
  const p = document.createElement("p");
  p.textContent = content;
  return p;
}

function card(found, chosen) {
  const copy = found.item.cloneNode(true);
  copy.firstElementChild.after(paragraph(reason(found, chosen)));
  return copy;
}

/** Put elements under one of the result's headings; hide the heading when there are none. */
function fill(name, elements) {
  listed(name).replaceChildren(...elements);
  listed(name).parentElement.hidden = !elements.length;
}

function note(input) {
  return finder.querySelector(`#all [data-note="${input.name}/${input.value}"]`)?.cloneNode(true);
}

function show() {
  ask();
  const answers = given();
  const selected = selection(answers);
  const found = items.map((item) => judge(item, selected)).filter(Boolean);
  found.sort((a, b) => b.rank - a.rank);
  const matched = found.filter((f) => f.matched.length);
  const cards = (list) => list.map((f) => card(f, selected.chosen));
  const any = answers.length > 0;
  fill("matched", any ? cards(matched) : []);
  fill("open", any ? cards(found.filter((f) => !f.matched.length)) : []);
  fill("notes", answers.map(note).filter(Boolean));
  finder.querySelector("[data-given]").textContent = `您的回答：${answers.map(text).join("、")}。`;
  document.getElementById("found").hidden = !any;
  document.getElementById("all").hidden = any;
  finder.querySelector("[role=status]").textContent = any ? count(found.length, matched.length) : "";
}

function count(found, matched) {
  if (!found) return "没有对上的政策。可以少选几个回答，或者按“清除”看全部。";
  const left = items.length - found;
  const rest = left ? `另有${left}项归在别的情况，没有列出。` : "";
  return `列出${found}项可能与您有关的政策，其中${matched}项对上了您的回答。${rest}`;
}

/** The answers as the address carries them: #who=self&cat=blind,physical */
function write() {
  const pairs = new Map();
  for (const { name, value } of given()) pairs.set(name, [...(pairs.get(name) || []), value]);
  const fragment = [...pairs].map(([name, values]) => `${name}=${values.join(",")}`).join("&");
  history.replaceState(null, "", fragment ? `#${fragment}` : location.pathname + location.search);
}

function read() {
  const answers = new URLSearchParams(location.hash.slice(1));
  for (const input of form.querySelectorAll("input")) {
    const values = (answers.get(input.name) || "").split(",");
    input.checked = values.includes(input.value);
  }
  for (const none of form.querySelectorAll("input[value='']")) {
    if (!form.querySelector(`[name=${none.name}]:checked`)) none.checked = true;
  }
  show();
}

form.addEventListener("change", () => (show(), write()));
form.addEventListener("reset", () => setTimeout(() => (show(), write())));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  document.getElementById(given().length ? "result" : "list").focus();
});
finder.querySelector("[data-print]").addEventListener("click", () => print());
addEventListener("hashchange", () => (!location.hash || location.hash.includes("=")) && read());
form.hidden = false;
read();
