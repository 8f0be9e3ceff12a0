// Opens the editing forms: Decap CMS, from this site alone, with the settings made from the model.
// Without a login service only this computer's own preview can save, so elsewhere nothing is loaded.
import { read, write } from "./record.js";

const HERE = ["localhost", "127.0.0.1"].includes(location.hostname);

function load(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    Object.assign(script, { src: address, onload: resolve, onerror: reject });
    document.head.append(script);
  });
}

// What the notice or another document says: shown, so that a wording can be held against it.
function shown(createClass, h) {
  return createClass({
    render() {
      const { value, forID } = this.props;
      const given = value && value.toJS ? value.toJS() : value;
      const lines = (Array.isArray(given) ? given : [given ?? "没有"]).map(String);
      const items = lines.map((line, index) => h("li", { key: index }, line));
      return h("ul", { id: forID, "data-shown": "", style: { margin: 0, padding: "8px 28px" } }, items);
    },
  });
}

async function open() {
  const config = await (await fetch("config.yml")).json();
  if (!HERE && !config.backend.base_url) {
    document.querySelector("#closed").hidden = false;
    return;
  }
  window.CMS_MANUAL_INIT = true;
  await load("decap-cms.js");
  document.querySelector("link[rel=stylesheet]").remove();
  const { CMS, createClass, h } = window;
  CMS.registerCustomFormat("record", "yml", { fromFile: read, toFile: write });
  CMS.registerWidget("shown", shown(createClass, h));
  CMS.init({ config: { load_config_file: false, ...config } });
}

open().catch(() => {
  document.querySelector("#failed").hidden = false;
});
