// A record's YAML as the forms need it: `read` gives its fields, `write` puts changed ones back into
// the very text that was read, so that a saved file differs only where an editor changed something.
// Only top-level texts and lists of texts can be changed; whatever is nested is shown, not edited.

const FIELD = /^([a-z_][a-z0-9_]*):(?: (.*))?$/;
const UNSAFE = /^[-?:,[\]{}#&*!|>'"%@`=<\s]|:\s|\s#|[:\s]$/;
// What YAML, or some reader of it, takes for a number, a date or a truth value.
const OTHER = /^(?:[-+.\d][\d_.:eExXoOTtZz +-]*|y|n|yes|no|true|false|on|off|null|~)?$/i;
const UNSAFE_IN_LIST = /[,[\]{}]/;
export const SOURCE = "_source"; // where the text stays while the forms hold the fields

// The fields by name, each with where its value stands, and what it is.
function fields(text) {
  const found = new Map();
  let at = 0;
  let last = null;
  for (const line of text.split("\n")) {
    const match = FIELD.exec(line);
    if (match) {
      const start = at + match[1].length + 1;
      last = { start, end: at + line.length, lines: [] };
      found.set(match[1], last);
    } else if (last && /^\s+\S/.test(line) && !/^\s*#/.test(line)) {
      last.lines.push(line);
      last.end = at + line.length;
    }
    at += line.length + 1;
  }
  for (const field of found.values()) Object.assign(field, valued(text, field));
  return found;
}

function valued(text, { start, end, lines }) {
  const own = text.slice(start, end).split("\n")[0].trim();
  if (!lines.length) return own.startsWith("[") ? flowList(own) : { value: scalar(own), raw: own };
  if (lines.every((line) => /^ {2}- (?![a-z_]+: )/.test(line))) {
    const raws = lines.map((line) => line.slice(4));
    return { value: raws.map(scalar), raws, block: true };
  }
  return { value: lines.map(nested).filter((words) => words !== null), fixed: true };
}

// The words of a nested line that a reader would look for.
function nested(line) {
  const match = /^\s+(?:- )?(?:quote|text): (.+)$/.exec(line);
  return match ? scalar(match[1]) : null;
}

function scalar(raw) {
  if (raw === "" || raw === "null" || raw === "~") return null;
  if (raw.startsWith('"')) return raw.slice(1, -1).replace(/\\(["\\])/g, "$1");
  if (raw.startsWith("'")) return raw.slice(1, -1).replace(/''/g, "'");
  return raw;
}

function flowList(raw) {
  const raws = raw.slice(1, -1).match(/"(?:[^"\\]|\\.)*"|[^,\s](?:[^,]*[^,\s])?/g) || [];
  return { value: raws.map(scalar), raws };
}

export function read(text) {
  const record = { [SOURCE]: text };
  for (const [name, field] of fields(text)) record[name] = field.value;
  return record;
}

export function write(record) {
  const text = record[SOURCE];
  if (text === undefined) throw new Error("表单里不能新建记录，请在数据文件夹里新建文件。");
  const known = fields(text);
  const changed = [...known].filter(([name, field]) => !same(field.value, record[name]));
  return changed.reverse().reduce((written, [name, field]) => {
    if (field.fixed) throw new Error(`“${name}”不能在表单里改，请直接改数据文件。`);
    const value = Array.isArray(field.value) ? list(record[name] || [], field) : one(record[name], field);
    return written.slice(0, field.start) + value + written.slice(field.end);
  }, text) + added(record, known);
}

const plain = (value) => (value === undefined || value === "" ? null : value);

function same(before, after) {
  if (!Array.isArray(before)) return before === plain(after);
  const now = after || [];
  return before.length === now.length && before.every((item, index) => item === now[index]);
}

// Fields that the file does not have yet; the forms offer them where the model has them.
function added(record, known) {
  const lines = Object.entries(record).flatMap(([name, value]) => {
    if (name === SOURCE || known.has(name) || plain(value) === null) return [];
    if (!Array.isArray(value)) return [`${name}: ${text(value, false)}`];
    return value.length ? [`${name}:${list(value, { raws: [], value: [] })}`] : [];
  });
  return lines.map((line) => `${line}\n`).join("");
}

function one(value, { raw }) {
  if (plain(value) === null) return " null";
  // A field that was quoted without need is always quoted, such as a task's title.
  const habit = raw.startsWith('"') && !mistakable(scalar(raw));
  return ` ${habit ? quoted(value) : text(value, false)}`;
}

function list(items, { raws, value, block }) {
  const kept = new Map(raws.map((raw, index) => [value[index], raw]));
  const words = items.filter(Boolean).map((item) => kept.get(item) ?? text(item, !block));
  if (!words.length) return " []";
  return block ? words.map((word) => `\n  - ${word}`).join("") : ` [${words.join(", ")}]`;
}

function text(value, inList) {
  const words = oneLine(value);
  return mistakable(words) || (inList && UNSAFE_IN_LIST.test(words)) ? quoted(words) : words;
}

const mistakable = (words) => UNSAFE.test(words) || OTHER.test(words);

const oneLine = (value) => String(value).trim().replace(/\s*\n\s*/g, "");
const quoted = (value) => `"${oneLine(value).replace(/[\\"]/g, "\\$&")}"`;
