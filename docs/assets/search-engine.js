// Query → pages, best first. Knows nothing of the page that shows them.
//
// Chinese has no spaces, and people type as they speak: by sound, in traditional characters, in
// pinyin, in initials. So a query is cut into tokens: characters, pairs of characters, pairs of
// syllables, runs of three initials, whole phrases. Each is looked for in what a page is called,
// in its synonyms, in the glossary's words for it, and in the notice's words. MiniSearch weighs
// what was met. Cutting only the query is some twenty times cheaper than cutting all texts.
import MiniSearch from "./vendor/minisearch.js";

const HAN = /[\u4e00-\u9fff]/;
const TYPED = /[\u4e00-\u9fff]+|[a-z]+(?: +[a-z]+)*|\d+/g; // pinyin may be split at spaces
const BETWEEN = /[^\u4e00-\u9fffa-z\d]+/;
const UNREAD = /[^\u4e00-\u9fffa-z\d\n]+/g;
const LONGEST_QUERY = 100; // characters: no question is longer, and a pasted page must not stall
const MOST_RESULTS = 20;
const LEAST_SHARE = 0.1; // of the best page's weight: what has less only looks like an answer
const MOST_EXPLAINED = 3;
const MOST_SUGGESTED = 6;

const BOOST = { title: 4, words: 3, terms: 1.5, text: 0.5 };
const BM25 = { k: 1.2, b: 0, d: 0.5 }; // b: a page with many synonyms is not a worse page
const NAMED_ONLY = 0.5; // a body that the text only names is seldom what somebody looks for
const EDGE = "|"; // stands around phrases
const FIRST_SOUND = 0xe000; // sounds are signs for private use

const grams = (text, length) =>
  Array.from({ length: Math.max(0, text.length - length + 1) }, (_, at) => text.slice(at, at + length));
const parts = (text) => text.split(BETWEEN).filter(Boolean);
const apart = (text) => text.replace(/[a-z]+|\d+/g, " $& "); // so that 5 is not met in 50

const anyOf = (words) => new RegExp([...words].sort((a, b) => b.length - a.length).join("|") || "(?!)", "g");

// zh and z, n and l, eng and en sound the same to many readers in the south-west.
export const alike = (syllable) =>
  syllable
    .replace(/^([zcs])h/, "$1")
    .replace(/^n/, "l")
    .replace(/([ei]n)g$/, "$1");

// Chinese character → code of what stands for it. Quicker than a Map.
const FIRST_HAN = 0x4e00;
const codeTable = () => new Uint16Array(0xa000 - FIRST_HAN);

// What is looked for: `token` names it, `of` is the side of a text to look at.
const token = (kind, of, worth) => (text) => ({ token: kind + text, of, text, worth });
const character = token("c", "characters", 0.15);
const pair = token("p", "characters", 1);
const word = (text) => token("w", "characters", 1)(` ${text} `);
const sound = token("s", "sounds", 0.5);
const initial = token("i", "initials", 0.7);
const phrase = (of) => (text) => token("=", of, 4)(EDGE + text + EDGE);

const spoken = (heard) => (heard ? [phrase("sounds")(heard), ...grams(heard, 2).map(sound)] : []);

const met = (needle, text) => text[needle.of].includes(needle.text);

// The 3,755 commonest characters, which GB 2312 sorts by sound.
function common() {
  const bytes = new Uint8Array(2 * 40 * 94);
  let at = 0;
  for (let row = 0xb0; row < 0xd8; row++) {
    for (let cell = 0xa1; cell < 0xff; cell++) {
      bytes[at++] = row;
      bytes[at++] = cell;
    }
  }
  return new TextDecoder("gbk").decode(bytes);
}

/** How texts and queries are read. */
export class Reader {
  constructor({ syllables, others, readings, traditional, stops, fillers }) {
    this.sounds = codeTable();
    this.letters = codeTable(); // initials
    this.known = new Map(); // syllable → its sound
    const heard = new Map();
    const sign = (same) => {
      if (!heard.has(same)) heard.set(same, String.fromCharCode(FIRST_SOUND + heard.size));
      return heard.get(same);
    };
    const learn = (characters, syllable) => {
      if (!this.known.has(syllable)) this.known.set(syllable, sign(alike(syllable)));
      const sound = this.known.get(syllable).charCodeAt();
      for (let at = 0; at < characters.length; at++) {
        const place = characters.charCodeAt(at) - FIRST_HAN;
        this.sounds[place] = sound;
        this.letters[place] = syllable.charCodeAt();
      }
    };
    const sorted = common();
    let at = 0;
    for (const [, syllable, count] of syllables.matchAll(/([a-z]+)(\d+)/g)) {
      learn(sorted.slice(at, (at += Number(count))), syllable); // "ba18" names the next 18
    }
    for (const [character, ...syllable] of others) learn(character, syllable.join(""));
    this.polyphones = Object.entries(readings).map(([word, said]) => [word, said.split(" ")]);
    this.simplified = new Map();
    for (const [simple, ...variants] of traditional) {
      for (const variant of variants) this.simplified.set(variant, simple);
    }
    this.variants = new RegExp(`[${[...this.simplified.keys()].join("")}]`, "g");
    this.stops = anyOf(stops);
    this.fillers = anyOf(fillers);
  }

  /** A text in lower case, half width and simplified characters. */
  plain(text) {
    const tidy = text.normalize("NFKC").toLowerCase();
    return tidy.replace(this.variants, (variant) => this.simplified.get(variant));
  }

  /** A text as it sounds: one sign for a character, the same for all that sound alike. */
  heard(text) {
    return this.translated(text, this.sounds, (syllable) => this.known.get(syllable));
  }

  /** The initials of a text: one letter for a character. */
  initials(text) {
    return this.translated(text, this.letters, (syllable) => syllable[0]);
  }

  translated(text, table, sign) {
    const codes = new Uint16Array(text.length);
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      codes[at] = (code >= FIRST_HAN && table[code - FIRST_HAN]) || code;
    }
    for (const [word, syllables] of this.polyphones) {
      const said = syllables.map((syllable) => sign(syllable).charCodeAt());
      for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) codes.set(said, at);
    }
    return new TextDecoder("utf-16le").decode(codes);
  }

  /**
   * The sides on which lists of phrases are looked at, for each list. All in one go: code that has
   * just been loaded is slow to call and quick to loop. Records are simplified already.
   */
  sides(lists) {
    const all = lists.map((phrases) => EDGE + phrases.join(EDGE) + EDGE).join("\n");
    const tidy = apart(all.toLowerCase().replace(UNREAD, EDGE));
    const sides = [tidy, this.heard(tidy), this.initials(tidy)].map((side) => side.split("\n"));
    return sides[0].map((characters, at) => ({ characters, sounds: sides[1][at], initials: sides[2][at] }));
  }

  /** Sounds of Latin letters, long ones first, or null when they are none: "dibao" → di bao. */
  spell(letters) {
    const ways = new Map([[letters.length, ""]]); // place → sounds from there to the end
    for (let at = letters.length - 1; at >= 0; at--) {
      for (let length = Math.min(6, letters.length - at); length > 0; length--) {
        const sound = this.known.get(letters.slice(at, at + length).replace("v", "u"));
        if (!sound || !ways.has(at + length)) continue;
        ways.set(at, sound + ways.get(at + length));
        break;
      }
    }
    return ways.get(0) ?? null;
  }

  /** A query without the words that every question has; itself when nothing would be left. */
  core(query) {
    const left = query.replace(this.stops, " ").replace(this.fillers, "");
    return parts(left).length ? left : query;
  }

  /** Tokens of a query, each once. */
  tokens(query) {
    const whole = this.plain(query.slice(0, LONGEST_QUERY));
    const core = this.core(whole);
    const phrases = [parts(whole).join(""), ...parts(core)].filter(Boolean);
    const found = phrases.map(apart).map(phrase("characters"));
    for (const chunk of core.match(TYPED) ?? []) {
      found.push(...(HAN.test(chunk) ? this.written(chunk) : this.typed(chunk.split(/ +/))));
    }
    return [...new Map(found.map((needle) => [needle.token, needle])).values()];
  }

  /** Tokens of Chinese characters. */
  written(run) {
    return [...Array.from(run, character), ...grams(run, 2).map(pair), ...spoken(this.heard(run))];
  }

  /** Tokens of letters or digits: words, pinyin, initials. */
  typed(words) {
    const spelt = words.map((word) => this.spell(word));
    const short = words.filter((word, at) => !spelt[at] || word.length <= 4);
    return [
      ...words.map(word),
      ...[...words, words.join("")].map(phrase("initials")),
      ...spoken(spelt.map((sounds) => sounds ?? "").join("")),
      ...short.flatMap((word) => grams(word, 3)).map(initial),
    ];
  }
}

/** Finds pages: by the published index, and by their own `texts`, address → {title, text}. */
export class Engine {
  constructor(index, texts, reader = new Reader(index)) {
    this.reader = reader;
    const pages = Array.from(texts, ([url, { title, text }]) => {
      const [words = [], terms = [], notice = ""] = index.documents[url] ?? [];
      return { url, title, words, terms, text: `${text}${EDGE}${notice}` };
    });
    const ofTerms = reader.sides(index.terms.map(([, ...phrases]) => phrases));
    const ofTitles = reader.sides(pages.map(({ title }) => [title]));
    const ofWords = reader.sides(pages.map(({ words }) => words));
    this.terms = index.terms.map(([id, ...phrases], at) => ({ id, phrases, sides: ofTerms[at] }));
    this.documents = pages.map((page, at) => ({
      url: page.url,
      phrases: page.words,
      title: ofTitles[at],
      words: ofWords[at],
      terms: page.terms.map((number) => this.terms[number]),
      text: { characters: apart(page.text.toLowerCase()), sounds: "", initials: "" },
    }));
    this.byUrl = new Map(this.documents.map((document) => [document.url, document]));
  }

  /**
   * Pages for a query: `results` ({url, because}), best first; `explained` terms ({id, term, word});
   * `suggested` queries when there is no result. `because` is the synonym that was met, if any.
   */
  search(query) {
    const needles = this.reader.tokens(query);
    const ranked = this.ranked(needles);
    const least = (ranked[0]?.score ?? 0) * LEAST_SHARE;
    const found = ranked.filter(({ score }) => score >= least).slice(0, MOST_RESULTS);
    return {
      results: this.because(found, needles),
      explained: found.length ? this.explained(query, needles) : [],
      suggested: found.length || !needles.length ? [] : this.suggested(needles),
    };
  }

  ranked(needles) {
    const byToken = new Map(needles.map((needle) => [needle.token, needle]));
    const tokens = [...byToken.keys()];
    const inside = (sides) => needles.filter((needle) => met(needle, sides)).map((needle) => needle.token);
    const ofTerms = new Map(this.terms.map((term) => [term, inside(term.sides)]));
    const index = new MiniSearch({
      idField: "url",
      fields: Object.keys(BOOST),
      stringifyField: (value) => value,
      tokenize: (value, field) =>
        field === "terms" ? [...new Set(value.flatMap((term) => ofTerms.get(term)))] : inside(value),
      processTerm: (token) => token,
    });
    index.addAll(this.documents);
    const onlyCharacters = tokens.every((token) => "c=".includes(token[0]));
    return index.search("", {
      tokenize: () => tokens,
      boost: BOOST,
      bm25: BM25,
      boostTerm: (token) => byToken.get(token).worth,
      boostDocument: (url) => (url.startsWith("actors/") ? NAMED_ONLY : 1),
      // One character in common says nothing when more was typed.
      filter: ({ terms }) => onlyCharacters || terms.some((token) => token[0] !== "c"),
    });
  }

  // Results with the synonym of each that shares most with the query.
  because(found, needles) {
    const documents = found.map(({ id }) => this.byUrl.get(id));
    const near = this.nearest(documents.flatMap(({ phrases }) => phrases), needles);
    const enough = near.filter(({ shared }) => shared >= 1).map(({ text }) => text);
    return documents.map(({ url, phrases }) => {
      return { url, because: enough.find((text) => phrases.includes(text)) ?? null };
    });
  }

  // Terms of which the query holds, or equals by sound or initials, one of the ways to say them.
  explained(query, needles) {
    const plain = this.reader.plain(query);
    const whole = needles.filter((needle) => needle.token[0] === "=");
    const equal = (sides) => whole.some((needle) => met(needle, sides));
    const held = (text) => text.length > 1 && plain.includes(text);
    const word = ({ phrases, sides }) =>
      phrases.find(held) ?? (equal(sides) && phrases.find((text) => equal(this.reader.sides([[text]])[0])));
    return this.terms
      .map((entry) => ({ id: entry.id, term: entry.phrases[0], word: word(entry) }))
      .filter((entry) => entry.word)
      .sort((a, b) => b.word.length - a.word.length)
      .slice(0, MOST_EXPLAINED);
  }

  suggested(needles) {
    const all = new Set(this.documents.flatMap(({ phrases }) => phrases));
    return this.nearest([...all], needles)
      .slice(0, MOST_SUGGESTED)
      .map(({ text }) => text);
  }

  // The phrases that share most with a query, without those that share nothing.
  nearest(phrases, needles) {
    const shared = (sides) => needles.reduce((sum, needle) => sum + (met(needle, sides) ? needle.worth : 0), 0);
    const sides = this.reader.sides(phrases.map((text) => [text]));
    return phrases
      .map((text, at) => ({ text, shared: shared(sides[at]) }))
      .filter(({ shared }) => shared > 0)
      .sort((a, b) => b.shared - a.shared);
  }
}
