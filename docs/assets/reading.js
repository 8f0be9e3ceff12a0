// What the buttons on a benefit's or a task's page do: print the card alone, read the page aloud.
const root = document.documentElement;

export function card() {
  root.dataset.print = "card";
  addEventListener("afterprint", () => delete root.dataset.print, { once: true });
  print();
}

const BLOCKS = "h1, h2, h3, p, li, dt, dd, blockquote, figcaption, summary";
const SILENT = "nav, button, form, rt, svg, .slip, [hidden]";
const speech = window.speechSynthesis;
const button = document.querySelector("[data-act=read]");

const voice = () => speech.getVoices().find((v) => /^(zh|cmn)/i.test(v.lang) && v.localService);

function silent(element) {
  const folded = element.closest("details:not([open])") && !element.closest("summary");
  return folded || element.closest(SILENT) || !element.getClientRects().length;
}

// The text of each visible block, in reading order.
function passages() {
  const main = document.querySelector("main");
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode;
    if (!data.trim() || silent(parentElement)) continue;
    const block = parentElement.closest(BLOCKS) || main;
    const last = found[found.length - 1];
    if (last && last.block === block) last.text += data;
    else found.push({ block, text: data });
  }
  return found;
}

function stop() {
  speech.cancel();
  document.querySelector(".spoken")?.classList.remove("spoken");
  button.textContent = "朗读";
}

function utterance(text, block) {
  const words = new SpeechSynthesisUtterance(text);
  words.voice = voice();
  words.lang = words.voice.lang;
  words.addEventListener("start", () => {
    document.querySelector(".spoken")?.classList.remove("spoken");
    block.classList.add("spoken");
  });
  return words;
}

// Sentence by sentence: some engines fall silent in a long text.
function start() {
  const queue = passages().flatMap(({ block, text }) =>
    (text.replace(/\s+/g, "").match(/[^。；！？]+[。；！？]?/g) || []).map((part) => utterance(part, block)));
  queue[queue.length - 1].addEventListener("end", stop);
  queue.forEach((words) => speech.speak(words));
  button.textContent = "停止朗读";
}

export function read() {
  if (speech.speaking || speech.pending) stop();
  else start();
}

addEventListener("pagehide", () => speech?.cancel());
