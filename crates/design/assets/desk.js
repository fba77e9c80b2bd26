// The desk by keyboard. Every page works without this file. Single keys can be switched off (WCAG 2.2, 2.1.4).
"use strict";

(() => {
  const KEY = "mingjing-keys";
  const read = () => { try { return localStorage.getItem(KEY); } catch { return null; } };
  let on = read() !== "off";

  const lists = document.querySelectorAll("[data-keys]");
  const places = () => [...document.querySelectorAll("[data-keys] > li, [data-keys] > fieldset")];
  const target = (place) => place.querySelector("a, input:checked, input, button");
  const search = document.querySelector("[data-search]");
  const extra = [...document.querySelectorAll("[data-key]")];
  if (lists.length === 0 && !search && extra.length === 0) return;

  // Decisions that were sent when nobody was signed in any more come back with the page that signing in leads to.
  const screening = document.getElementById("screening-form");
  if (screening) {
    const name = `mingjing-screening-${location.pathname}`;
    const entries = () => [...new FormData(screening)].filter(([key]) => /^(decision|ground)-/.test(key));
    screening.addEventListener("submit", () => {
      try { sessionStorage.setItem(name, JSON.stringify(entries())); } catch { /* they are decided once more then */ }
    });
    try {
      const sent = JSON.parse(sessionStorage.getItem(name) ?? "[]");
      sessionStorage.removeItem(name);
      if (document.referrer.includes("/desk/sign-in")) {
        for (const [key, text] of sent) {
          for (const control of screening.querySelectorAll(`[name="${CSS.escape(key)}"]`)) {
            if (control.type === "radio") control.checked = control.value === text; else control.value = text;
          }
        }
      }
    } catch { /* as above */ }
  }

  const help = document.createElement("details");
  help.className = "keys";
  const words = [];
  if (lists.length > 0) words.push(["j", "下一条"], ["k", "上一条"], ["回车", "打开"]);
  if (search) words.push(["/", "查找"]);
  for (const one of extra) words.push([one.dataset.key, one.dataset.keyName ?? one.textContent.trim()]);
  words.push(["?", "显示或收起这个说明"]);
  const summary = Object.assign(document.createElement("summary"), { textContent: "键盘操作" });
  const list = document.createElement("dl");
  list.className = "pairs";
  const seen = new Set();
  for (const [key, word] of words) {
    if (seen.has(key)) continue;
    seen.add(key);
    const term = document.createElement("dt");
    term.append(Object.assign(document.createElement("kbd"), { textContent: key }));
    list.append(term, Object.assign(document.createElement("dd"), { textContent: word }));
  }
  const toggle = Object.assign(document.createElement("button"), { type: "button", className: "second small" });
  const label = () => { toggle.textContent = on ? "关闭单键操作" : "打开单键操作"; };
  label();
  toggle.addEventListener("click", () => {
    on = !on;
    try { localStorage.setItem(KEY, on ? "on" : "off"); } catch { /* holds for this page then */ }
    label();
  });
  help.append(summary, list, toggle);
  document.querySelector("main").append(help);

  function move(step) {
    const all = places();
    if (all.length === 0) return;
    const at = all.findIndex((place) => place.contains(document.activeElement));
    const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)];
    target(next)?.focus();
    next.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const here = event.target;
    const typing = here.matches("textarea, select, input:not([type=radio], [type=checkbox], [type=submit])");
    if (typing) {
      if (event.key === "Escape") here.blur();
      return;
    }
    if (event.key === "?") { help.open = !help.open; if (help.open) summary.focus(); event.preventDefault(); return; }
    if (!on) return;
    if (event.key === "j" || event.key === "k") { event.preventDefault(); move(event.key === "j" ? 1 : -1); return; }
    if (event.key === "/" && search) { event.preventDefault(); search.focus(); search.select(); return; }
    const wanted = extra.filter((one) => one.dataset.key === event.key);
    if (wanted.length === 0) return;
    event.preventDefault();
    // A key that many places have is for the place one is at.
    const place = places().find((one) => one.contains(document.activeElement));
    const chosen = wanted.find((one) => place?.contains(one)) ?? (wanted.length === 1 ? wanted[0] : null);
    chosen?.click();
    // What is to be typed next has the focus.
    const next = document.getElementById(chosen?.dataset.focus ?? "");
    if (next) { next.focus(); next.scrollIntoView({ block: "nearest" }); }
  });
})();
