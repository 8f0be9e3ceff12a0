// Before the first paint: the display settings. All else loads when it is needed.
(() => {
  const set = document.documentElement.dataset;
  const base = new URL("..", document.currentScript.src);
  const load = (name) => import(`${base}assets/${name}.js`);
  const apply = () => {
    try {
      const kept = JSON.parse(localStorage.display || "{}");
      for (const name of ["theme", "size", "leading", "pinyin"]) set[name] = kept[name] || "";
    } catch {}
  };
  set.js = "";
  // The search page's long list, whose place the results will take, need not be laid out first.
  if (/[?&]q=[^&]/.test(location.search)) set.asked = "";
  apply();
  addEventListener("pageshow", (e) => e.persisted && apply());
  addEventListener("toggle", (e) => e.target.id === "display" && load("settings"), true);
  addEventListener("click", ({ target: { dataset: { act } } }) => act && load("reading").then((m) => m[act]()));

  // Only a voice of this device will do: one from elsewhere would send the text to another host.
  const near = (voice) => voice.localService && /^(zh|cmn)/.test(voice.lang);
  const offer = () => {
    const button = document.querySelector("[data-act=read]");
    if (button && speechSynthesis.getVoices().some(near)) button.hidden = false;
  };
  addEventListener("load", () => {
    if (!document.querySelector("[data-search-state]")) delete set.asked; // its script did not come
    if (set.pinyin) load("pinyin").then((m) => m.show());
    if (window.speechSynthesis) offer((speechSynthesis.onvoiceschanged = offer));
    navigator.serviceWorker?.register(base + "sw.js").catch(() => {});
  });
})();
