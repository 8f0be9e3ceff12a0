// Contributors' pages: what Material leaves out for people who use a keyboard.
// Its shortcuts are single keys, which speech input and slips of the hand set off (WCAG 2.1.4).
addEventListener(
  "keydown",
  (event) => {
    if (event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.stopImmediatePropagation();
    }
  },
  true,
);

const menu = document.querySelector("[data-menu]");
const drawer = document.getElementById("__drawer");
const open = (wanted) => {
  if (drawer.checked !== wanted) drawer.click();
};
menu.hidden = false;
menu.addEventListener("click", () => open(!drawer.checked));
drawer.addEventListener("change", () => menu.setAttribute("aria-expanded", drawer.checked));
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !drawer.checked) return;
  open(false);
  menu.focus();
});
