// Pages that were visited can be read offline. The network always comes first; a kept page is
// shown only when there is none, and says of what day it is. hooks/seal.py fills in BUILD,
// the fingerprint of the whole site, so each new build brings a new worker, and POLICY.
const BUILD = "development";
const POLICY = "";
const OURS = `${registration.scope} `; // other sites of this host keep theirs in the same store
const PAGES = `${OURS}pages`;
const ASSETS = `${OURS}assets ${BUILD}`;
const SHARED = ["public.css", "display.js", "settings.js", "reading.js", "pinyin.js", "icon.svg"];
const MOST_PAGES = 300;
const TAKEN = "x-taken"; // when a kept page was taken from the network
const MADE = "x-build"; // which build the worker knew then
const SAME_SITE = /(?:src|href)="([^"]*assets\/[^"]+\.(?:css|js|svg))"/g;

self.addEventListener("install", (event) => {
  const shared = SHARED.map((name) => new URL(`assets/${name}`, registration.scope).href);
  event.waitUntil(
    caches
      .open(ASSETS)
      .then((cache) => cache.addAll(shared.map((url) => new Request(url, { cache: "no-cache" }))))
      .then(() => self.skipWaiting())
  );
});

self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

// Drops assets of earlier builds, and keeps the pages that were open before there was a worker.
async function takeOver() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(`${OURS}assets `) && name !== ASSETS);
  await Promise.all(old.map((name) => caches.delete(name)));
  const open = await clients.matchAll({ type: "window", includeUncontrolled: true });
  await Promise.all(open.map((client) => visit(client.url).catch(() => {})));
  await clients.claim();
}

// Takes a page from the network once more, with what it needs, to keep it.
async function visit(url) {
  const answer = await fetch(url, { cache: "no-cache" });
  if (!isPage(answer)) return;
  await keepPage(url, answer.clone());
  const html = await answer.text();
  const needed = [...html.matchAll(SAME_SITE)].map((match) => new URL(match[1], url).href);
  const ours = needed.filter((address) => address.startsWith(registration.scope));
  const cache = await caches.open(ASSETS);
  await Promise.all([...new Set(ours)].map((address) => cache.add(address).catch(() => {})));
}

const isPage = (answer) =>
  answer.ok && !answer.redirected && (answer.headers.get("content-type") || "").includes("text/html");

const plain = (url) => url.split("#")[0].split("?")[0];

async function keepPage(url, answer) {
  const headers = new Headers(answer.headers);
  headers.set(TAKEN, answer.headers.get("date") || new Date().toUTCString());
  headers.set(MADE, BUILD);
  const cache = await caches.open(PAGES);
  await cache.put(plain(url), new Response(await answer.blob(), { headers }));
  const kept = await cache.keys();
  const surplus = kept.slice(0, Math.max(0, kept.length - MOST_PAGES));
  await Promise.all(surplus.map((request) => cache.delete(request)));
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(registration.scope)) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (/\/assets\/[^?]+\.(css|js|svg|json)$/.test(plain(request.url))) {
    event.respondWith(asset(event));
  }
});

async function page(event) {
  try {
    // Asks the server each time, so that a page from the browser's own cache never passes for new.
    const answer = await fetch(event.request, { cache: "no-cache" });
    if (isPage(answer)) event.waitUntil(keepPage(event.request.url, answer.clone()).catch(() => {}));
    return answer;
  } catch {
    const kept = await (await caches.open(PAGES)).match(plain(event.request.url));
    return kept ? dated(kept) : missing();
  }
}

async function asset(event) {
  const cache = await caches.open(ASSETS);
  try {
    const answer = await fetch(event.request);
    if (answer.ok) event.waitUntil(cache.put(event.request, answer.clone()).catch(() => {}));
    return answer;
  } catch {
    return (await cache.match(event.request)) || Response.error();
  }
}

function day(moment) {
  const date = new Date(moment);
  return `${date.getFullYear()}年${date.getMonth() + 1}月${date.getDate()}日`;
}

// A kept page with a note above its content; says so if the site was made anew since.
async function dated(kept) {
  const changed = kept.headers.get(MADE) === BUILD ? "" : "网站后来有更新，这一页可能已经改了。";
  const words = `离线：这是${day(kept.headers.get(TAKEN))}保存的网页。${changed}`;
  return html((await kept.text()).replace(/<main|<body[^>]*>/, (tag) => noted(tag, words)));
}

function noted(tag, words) {
  const note = `<p class="offline" role="status">${words}</p>`;
  return tag === "<main" ? note + tag : tag + note;
}

const html = (text, status = 200) =>
  new Response(text, { status, headers: { "Content-Type": "text/html; charset=utf-8" } });

// What can be read now, when a page was never visited. Titles come from our own pages, as HTML.
async function missing() {
  const cache = await caches.open(PAGES);
  const found = await Promise.all((await cache.keys()).map(async ({ url }) => {
    const title = /<title>([^<]*)<\/title>/.exec(await (await cache.match(url)).text());
    return title ? `<li><a href="${url}">${title[1].split(" · ")[0]}</a></li>` : "";
  }));
  return html(
    `<!doctype html><html lang="zh-Hans-CN"><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>离线</title>
<link rel="stylesheet" href="${registration.scope}assets/public.css">
<script src="${registration.scope}assets/display.js"></script>
<main id="main"><h1>现在离线，这一页没有保存过</h1><p>下面这些网页看过，可以离线看：</p>
<ul class="rows">${found.reverse().join("\n")}</ul></main></html>`,
    503
  );
}
