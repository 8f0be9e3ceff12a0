// Pinyin above the characters, for readers who switch it on. The readings are reviewed data.
const HAN = /[\u3400-\u9fff]+/g;
const UNTOUCHED = "script, style, select, button, textarea, code, svg, ruby, .offline";
let readings;

async function fetchReadings() {
  const answer = await fetch(new URL("pinyin.json", import.meta.url));
  if (!answer.ok) throw new Error(answer.status);
  const { characters, phrases } = await answer.json();
  const known = new Map(Object.entries(phrases).map(([text, spelt]) => [text, spelt.split(" ")]));
  for (const [syllable, all] of Object.entries(characters)) {
    for (const character of all) known.set(character, [syllable]);
  }
  return { known, longest: Math.max(...[...known.keys()].map((text) => text.length)) };
}

// Syllables of a run of characters: the longest phrase that starts here, then on behind it.
export function spell(run, { known, longest }) {
  const syllables = [];
  for (let at = 0; at < run.length; ) {
    let length = Math.min(longest, run.length - at);
    while (length > 1 && !known.has(run.slice(at, at + length))) length -= 1;
    syllables.push(...(known.get(run.slice(at, at + length)) || [""]));
    at += length;
  }
  return syllables;
}

function ruby(character, syllable) {
  const whole = document.createElement("ruby");
  const above = document.createElement("rt");
  above.textContent = syllable;
  above.setAttribute("aria-hidden", "true"); // a screen reader speaks the character already
  whole.append(character, above);
  return whole;
}

function annotated(text) {
  const span = document.createElement("span");
  span.className = "pinyin";
  let at = 0;
  for (const match of text.matchAll(HAN)) {
    const syllables = spell(match[0], readings);
    span.append(text.slice(at, match.index));
    [...match[0]].forEach((character, index) => span.append(ruby(character, syllables[index])));
    at = match.index + match[0].length;
  }
  span.append(text.slice(at));
  return span;
}

export async function load() {
  readings ||= await fetchReadings();
  return readings;
}

export async function show() {
  await load();
  hide();
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  for (const node of nodes) {
    if (node.data.search(HAN) >= 0 && !node.parentElement.closest(UNTOUCHED)) {
      const span = annotated(node.data);
      span.plain = node;
      node.replaceWith(span);
    }
  }
}

export function hide() {
  for (const span of document.querySelectorAll("span.pinyin")) span.replaceWith(span.plain);
}
