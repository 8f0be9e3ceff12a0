// The colours of texts on a page, in each theme, as far as axe has not passed such texts before.
//
// What axe says of a text's colours follows from the styles of the text and of all that it stands
// in, and from what floats over the page. Equal styles make a kind; `seen` names the kinds of which
// axe has passed a text.
async ({themes, rules, seen}) => {
  const COLOURS = ["color", "background-color", "background-image", "opacity", "text-shadow",
    "font-size", "font-weight"];
  const PLACE = ["position", "float", "transform", "margin-top", "margin-bottom", "margin-left"];
  const REST = ["text-decoration-line", "border-bottom-width", "z-index", "filter",
    "mix-blend-mode", "overflow"];
  const FLOATS = /absolute|fixed|sticky|relative|left|right|matrix|-\d/;
  const known = new Set(seen.split(" "));
  const root = document.documentElement;

  const digest = (text) => { // cyrb53: 53 bits are enough for some thousand kinds
    let a = 0xdeadbeef, b = 0x41c6ce57;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      a = Math.imul(a ^ code, 2654435761);
      b = Math.imul(b ^ code, 1597334677);
    }
    a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
    b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
    return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36);
  };
  const says = (element) => element.matches("input, select, textarea")
    || [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const isOff = (element) => element.matches(":disabled, [aria-disabled=true]");

  const isSeen = (element) => {
    const {right, bottom} = element.getBoundingClientRect();
    return right > 0 && bottom + scrollY > 0; // a link may wait outside for the focus
  };

  const visible = {visibilityProperty: true, opacityProperty: true};
  const all = [...root.querySelectorAll("*")].filter((e) => e.checkVisibility(visible));
  const styles = new Map(all.map((element) => [element, getComputedStyle(element)]));
  const values = (element, names) =>
    names.map((name) => styles.get(element).getPropertyValue(name)).join(";");
  const texts = new Set(all.filter((element) => says(element) && isSeen(element)));
  const floating = new Set();
  const shape = new Map(all.map((element) => {
    const place = values(element, PLACE);
    if (FLOATS.test(place)) floating.add(element);
    const off = isOff(element.control ?? element);
    const rest = values(element, REST);
    return [element, [element.localName, place, rest, off, texts.has(element)].join(";")];
  }));

  const kindsNow = () => {
    const kinds = new Map();
    for (const element of all) {
      const within = kinds.get(element.parentElement) ?? "";
      const own = `${within};${shape.get(element)};${values(element, COLOURS)}`;
      kinds.set(element, digest(own));
    }
    const over = digest([...new Set([...floating].map((e) => kinds.get(e)))].sort().join());
    return new Map([...texts].map((element) => [element, `${kinds.get(element)}.${over}`]));
  };

  const found = [], passed = [];
  for (const theme of themes) {
    root.dataset.theme = theme;
    const kinds = kindsNow();
    const include = [...texts].filter((element) => !known.has(kinds.get(element)));
    if (!include.length) continue;
    const {violations, passes} = await axe.run({include}, {
      runOnly: {type: "rule", values: rules}, resultTypes: ["violations", "passes"],
      elementRef: true, selectors: false, preload: false,
    });
    found.push(...violations.map(({id, nodes}) => `${theme} ${id}: ${nodes[0].html}`));
    const sound = passes.filter(({id}) => id === "color-contrast").flatMap(({nodes}) => nodes);
    passed.push(...sound.map(({element}) => kinds.get(element)).filter(Boolean));
  }
  return {found, passed};
}
