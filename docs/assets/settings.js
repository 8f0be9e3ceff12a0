// The form 显示设置: shows what is chosen, applies a change at once, keeps it where that is allowed.
const root = document.documentElement;
const form = document.querySelector("#display form");
const said = form.querySelector("[role=status]");
const choices = form.querySelector("fieldset");
const fields = [...form.elements].filter((field) => field.name);
const value = (field) => (field.type === "checkbox" && !field.checked ? "" : field.value);

function keep() {
  const chosen = fields.map((field) => [field.name, value(field)]).filter((pair) => pair[1]);
  try {
    localStorage.display = JSON.stringify(Object.fromEntries(chosen));
    return "设置已保存，只存在这台设备上。";
  } catch {
    return "设置已生效。浏览器不让保存，换一页要重新设置。";
  }
}

async function spell(on) {
  const pinyin = await import("./pinyin.js");
  await (on ? pinyin.show() : pinyin.hide());
}

for (const field of fields) {
  const now = root.dataset[field.name] || "";
  if (field.type === "checkbox") field.checked = now === field.value;
  else field.value = now;
}

form.addEventListener("change", async ({ target }) => {
  root.dataset[target.name] = value(target);
  let words = keep();
  if (target.name === "pinyin") {
    await spell(target.checked).catch(() => (words = "拼音没有取到，请在联网时再试。"));
  }
  said.textContent = words;
});
form.addEventListener("submit", (event) => event.preventDefault());
// Disabled until here: a choice made before this script came would have been lost.
choices.disabled = false;
