// Search over many plans: asks which of them have the sounds of a query, and loads only the best.
// What it loads is made by hooks/register/shards.py.
import { alike, Engine, Reader } from "./search-engine.js";

const MOST_PLANS = 2; // of which results are shown at once: a third costs a slow phone 0.2 s
const FIRST_PLAN = 0x4e00;
const STRONG = 2; // worth of a sound in what a page is called or looked for by

/** In which of so many files a key lies. */
export function bucketOf(key, buckets) {
  let found = 0;
  for (const character of key) found = (Math.imul(found, 31) + character.charCodeAt()) >>> 0;
  return found % buckets;
}

/** Reads queries as keys under which plans are filed. */
export class Keys extends Reader {
  constructor(index) {
    super(index);
    this.syllables = new Map(Array.from(this.known, ([syllable, sound]) => [sound, alike(syllable)]));
    this.kinds = {
      s: (text) => this.said(text).join("-"),
      i: (text) => text,
      w: (text) => text.trim(),
      u: (text) => this.said(this.heard(text)).join(""),
    };
  }

  said(sounds) {
    return Array.from(sounds, (sound) => this.syllables.get(sound) ?? "?");
  }

  /** Pairs of sounds, runs of initials and Latin words of a query; single sounds if it has none. */
  of(query) {
    const tokens = this.tokens(query).map(({ token, text }) => [token[0].replace("c", "u"), text]);
    const keys = (kinds) => tokens.filter(([kind]) => kinds.includes(kind)).map(([kind, text]) => kind + this.kinds[kind](text));
    const found = keys("siw");
    return [...new Set(found.length ? found : keys("u"))];
  }
}

/** Answers as an Engine does; gives the page its results as `items`, and what is beside them. */
export class Plans {
  constructor(index, read, box, items, { make, asking }) {
    Object.assign(this, { index, read, box, items, make, asking });
    this.keys = new Keys(index);
    this.loaded = new Map();
    this.engines = new Map();
  }

  load(name) {
    if (!this.loaded.has(name)) this.loaded.set(name, this.read(`${this.box.dataset.shards}${name}.json`));
    return this.loaded.get(name);
  }

  /** Numbers of the plans that have any of a query, those that have most of it first. */
  async ranked(query) {
    const keys = this.keys.of(query);
    const files = keys.map((key) => this.load(`sounds/${bucketOf(key, this.index.buckets)}`));
    const scores = new Map();
    (await Promise.all(files)).forEach((file, at) => {
      const having = Array.from(file[keys[at]] ?? "", (sign) => sign.charCodeAt() - FIRST_PLAN);
      const rare = Math.log(1 + this.index.plans.length / having.length);
      for (const code of having) {
        scores.set(code >> 1, (scores.get(code >> 1) ?? 0) + rare * (code & 1 ? STRONG : 1));
      }
    });
    return [...scores].sort(([a, x], [b, y]) => y - x || a - b).map(([number]) => number);
  }

  /** Results in the best plans, or in the one that the address names; further plans as `others`. */
  async search(query) {
    const only = new URLSearchParams(location.search).get("plan");
    const chosen = this.index.plans.findIndex(([id]) => id === only);
    const ranking = chosen >= 0 ? [chosen] : this.ranked(query);
    // While those files are on their way: the newest plan is likely to be wanted, and code is
    // slowest when it is first called.
    if (query) this.load(`plans/${this.index.plans[Math.max(chosen, 0)][0]}`);
    await this.engine([]);
    const ranked = await ranking;
    const best = ranked.length || !query ? ranked.slice(0, MOST_PLANS) : [0]; // for its suggestions
    const { engine, pages } = await this.engine(best);
    const found = engine.search(query);
    for (const { url } of found.results) this.items.set(url, this.item(url, pages.get(url)));
    return { ...found, chosen, others: ranked.slice(MOST_PLANS) };
  }

  engine(numbers) {
    const name = numbers.join();
    if (!this.engines.has(name)) this.engines.set(name, this.made(numbers));
    return this.engines.get(name);
  }

  async made(numbers) {
    const plans = numbers.map((number) => this.index.plans[number]);
    const shards = await Promise.all(plans.map(([id]) => this.load(`plans/${id}`)));
    const pages = new Map();
    const add = (rows, plan) => {
      for (const [url, title, text, label] of rows) pages.set(url, { title, text, label, plan });
    };
    shards.forEach((shard, at) => add(shard.pages, plans[at][1]));
    add(this.index.pages);
    const documents = Object.assign({}, this.index.documents, ...shards.map((shard) => shard.documents));
    return { engine: new Engine({ ...this.index, documents }, pages, this.keys), pages };
  }

  // As an item of the full list, which with many plans is not on the page.
  item(url, { title, text, label, plan }) {
    const item = this.make("li", "");
    item.append(this.make("a", title, { href: this.box.dataset.root + url }));
    if (text) item.append(this.make("p", text));
    if (plan) item.append(this.make("p", `《${plan}》`));
    const list = this.make("ul", "");
    list.dataset.label = label;
    list.append(item);
    return item;
  }

  /** Shows which plan was searched alone, and what further plans there are. */
  shown(query, { chosen, others }) {
    const part = (name) => this.box.querySelector(`[data-search-${name}]`);
    const address = (plan) => {
      const asked = new URLSearchParams(this.asking(query.slice(0, 100)));
      asked.delete("plan");
      if (plan) asked.set("plan", plan);
      return `?${asked}`;
    };
    part("whole").hidden = chosen < 0;
    part("whole").firstElementChild.href = address();
    part("further").hidden = !others.length;
    part("others").replaceChildren(
      ...others.map((number) => {
        const [id, title] = this.index.plans[number];
        const item = this.make("li", "");
        item.append(this.make("a", title, { href: address(id) }));
        return item;
      })
    );
  }
}
