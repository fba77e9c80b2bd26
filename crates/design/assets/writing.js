// The text field of the editor: a plain toolbar, paste from Word and web pages, pictures, links, the page beside.
// The field is plain Markdown without this file.
"use strict";

(() => {
  const form = document.querySelector("form[data-editor]");
  const text = form?.querySelector("textarea[name=body]");
  if (!text) return;
  const address = `/desk/d/${form.dataset.editor}`;
  const state = document.getElementById("save-state");
  const changed = () => text.dispatchEvent(new Event("input", { bubbles: true }));

  /** Replaces a stretch of the text so that the browser can undo it. */
  function put(start, end, words, caret = start + words.length) {
    text.focus();
    text.setSelectionRange(start, end);
    if (!document.execCommand("insertText", false, words)) {
      text.setRangeText(words, start, end, "end");
      changed();
    }
    text.setSelectionRange(caret, caret);
  }
  const chosen = () => text.value.slice(text.selectionStart, text.selectionEnd);

  /** Puts a mark before every line that is chosen, or takes it away where all have it. */
  function lines(mark) {
    const start = text.value.lastIndexOf("\n", text.selectionStart - 1) + 1;
    const behind = text.value.indexOf("\n", text.selectionEnd);
    const end = behind < 0 ? text.value.length : behind;
    const before = text.value.slice(start, end).split("\n");
    const clean = before.map((line) => line.replace(/^(#{1,6} |- |\d+\. )/, ""));
    const marks = before.map((_, at) => (mark === "1. " ? `${at + 1}. ` : mark));
    const has = before.every((line, at) => line.startsWith(marks[at]));
    put(start, end, clean.map((line, at) => (has ? line : marks[at] + line)).join("\n"));
  }
  /** Puts a block on lines of its own. */
  function block(words, caret = 0) {
    const at = text.selectionEnd;
    const before = text.value.slice(0, at).replace(/\n+$/, "");
    const gap = before ? "\n\n" : "";
    const after = text.value.slice(at).startsWith("\n\n") ? "" : "\n\n";
    const from = before.length;
    put(from, at, gap + words + after, caret ? from + gap.length + caret : undefined);
  }

  const actions = {
    标题: () => lines("## "),
    小标题: () => lines("### "),
    加粗: () => {
      const [start, end] = [text.selectionStart, text.selectionEnd];
      const words = chosen() || "文字";
      put(start, end, `**${words}**`, start + words.length + 4);
    },
    列表: () => lines("- "),
    编号: () => lines("1. "),
    表格: () => block("| 项目 | 内容 |\n| --- | --- |\n|  |  |", 2),
    链接: () => ask("链接的地址", "https://", (url) => {
      if (!/^(https?:\/\/|mailto:|\/)/.test(url)) return "地址要以 https:// 开头";
      const [start, end] = [text.selectionStart, text.selectionEnd];
      put(start, end, `[${chosen() || url}](${encodeURI(url).replace(/[()]/g, encodeURIComponent)})`);
      return "";
    }),
    脚注: () => ask("脚注的文字", "", (words) => {
      const used = [...text.value.matchAll(/\[\^(\d+)\]/g)].map((m) => Number(m[1]));
      const number = Math.max(0, ...used) + 1;
      const at = text.selectionEnd;
      put(at, at, `[^${number}]`);
      const caret = text.selectionEnd;
      const end = text.value.length;
      put(end, end, `${text.value.endsWith("\n") ? "\n" : "\n\n"}[^${number}]: ${words}`, caret);
      return "";
    }),
  };
  const toolbar = document.createElement("div");
  toolbar.className = "toolbar";
  toolbar.setAttribute("role", "toolbar");
  toolbar.setAttribute("aria-label", "排版工具");
  toolbar.setAttribute("aria-controls", text.id);
  for (const [name, act] of Object.entries(actions)) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: name });
    button.tabIndex = toolbar.childElementCount === 0 ? 0 : -1;
    button.addEventListener("click", act);
    toolbar.append(button);
  }
  // One stop of the tab key, arrows within (ARIA Authoring Practices, toolbar).
  toolbar.addEventListener("keydown", (event) => {
    const buttons = [...toolbar.children];
    const at = buttons.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = buttons[(to + buttons.length) % buttons.length];
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
    next.focus();
  });
  text.before(toolbar);
  text.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "b") {
      event.preventDefault();
      actions.加粗();
    }
  });

  /** Asks for a few words above the text; `done` answers what is wrong with them. */
  function ask(question, value, done) {
    document.querySelector(".asking")?.remove();
    const bar = document.createElement("div");
    bar.className = "asking";
    const label = Object.assign(document.createElement("label"), { textContent: question });
    const input = Object.assign(document.createElement("input"), { type: "text", value });
    label.append(input);
    const error = Object.assign(document.createElement("p"), { className: "error" });
    error.setAttribute("role", "alert");
    const good = Object.assign(document.createElement("button"), { type: "button", textContent: "插入" });
    const bad = Object.assign(document.createElement("button"), { type: "button", textContent: "取消", className: "second" });
    const finish = () => {
      const wrong = input.value.trim() ? done(input.value.trim()) : "请填写";
      if (wrong) { error.textContent = wrong; input.focus(); } else bar.remove();
    };
    const stop = () => { bar.remove(); text.focus(); };
    good.addEventListener("click", finish);
    bad.addEventListener("click", stop);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") { event.preventDefault(); finish(); }
      if (event.key === "Escape") stop();
      event.stopPropagation();
    });
    // What is asked here is no part of the form.
    input.addEventListener("input", (event) => event.stopPropagation());
    bar.append(label, good, bad, error);
    toolbar.before(bar);
    input.focus();
    input.select();
  }

  // Paste: the server writes what is formatted as Markdown.
  text.addEventListener("paste", async (event) => {
    const html = event.clipboardData?.getData("text/html");
    if (!html || !/<(h[1-6]|p|div|table|ul|ol|li|a)[\s>]/i.test(html)) return;
    event.preventDefault();
    const plain = event.clipboardData.getData("text/plain");
    const [start, end] = [text.selectionStart, text.selectionEnd];
    let words = plain;
    let told = "没有转换格式，只粘贴了文字";
    try {
      const body = new URLSearchParams({ token: form.elements.token.value, html });
      const answer = await fetch(`${address}/paste`, { method: "POST", body, redirect: "manual" });
      if (answer.ok) {
        const pasted = await answer.json();
        words = pasted.markdown;
        told = pasted.pictures > 0 ? `已粘贴；${pasted.pictures} 张图片没有带入，请作为附件上传` : "已粘贴，保留了标题、列表、表格、脚注和链接";
      }
    } catch { /* the plain text is better than nothing */ }
    put(start, end, words);
    state.textContent = told;
  });

  // Pictures among the attachments, with their alternative text.
  const offer = () => { for (const button of document.querySelectorAll("button[data-picture]")) button.hidden = false; };
  offer();
  document.addEventListener("draft-attached", offer);
  document.getElementById("files").addEventListener("click", (event) => {
    const { picture } = event.target.dataset;
    if (!picture) return;
    ask("图里有什么（替代文字，看不见图的人靠它了解内容）", "", (alt) => {
      const name = encodeURI(picture).replace(/[()#?]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
      block(`![${alt.replace(/[[\]]/g, "")}](${name})`);
      return "";
    });
  });

  // Documents that the text names.
  document.getElementById("suggestions").addEventListener("click", (event) => {
    const { link, to } = event.target.dataset;
    if (!link) return;
    const at = text.value.indexOf(link);
    if (at >= 0) put(at, at + link.length, `[${link}](${to})`);
    event.target.remove();
  });

  // The page as the public will see it, beside the form, anew after every save.
  const beside = document.getElementById("beside");
  let frame = null;
  if (window.matchMedia("(min-width: 60rem)").matches) {
    beside.hidden = false;
    beside.addEventListener("click", () => {
      const on = beside.getAttribute("aria-pressed") === "false";
      beside.setAttribute("aria-pressed", String(on));
      if (!on) { const grid = form.parentElement; grid.before(form); grid.remove(); frame = null; return; }
      const grid = Object.assign(document.createElement("div"), { className: "writing" });
      const seen = Object.assign(document.createElement("div"), { className: "seen" });
      frame = Object.assign(document.createElement("iframe"), { className: "preview-beside", title: "公开后的样子" });
      frame.setAttribute("sandbox", "allow-same-origin");
      frame.src = `${address}/preview/page`;
      form.before(grid);
      seen.append(frame);
      grid.append(form, seen);
    });
  }
  document.addEventListener("draft-saved", (event) => {
    if (!frame) return;
    const place = frame.contentWindow.scrollY;
    frame.addEventListener("load", () => frame.contentWindow.scrollTo(0, place), { once: true });
    frame.contentWindow.location.reload();
  });
})();

// What the text suggests for other fields, anew after every save.
(() => {
  const form = document.querySelector("form[data-editor]");
  const suggestions = document.getElementById("suggestions");
  if (!form || !suggestions) return;
  function arm() {
    for (const button of suggestions.querySelectorAll("button")) button.hidden = false;
  }
  arm();
  suggestions.addEventListener("click", (event) => {
    const { refer, index } = event.target.dataset;
    if (!refer) return;
    const field = form.elements[refer];
    field.value = field.tagName === "TEXTAREA" && field.value.trim() ? `${field.value.trimEnd()}\n${index}` : index;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    event.target.remove();
  });
  document.addEventListener("draft-saved", (event) => {
    suggestions.innerHTML = event.detail.suggestions;
    arm();
  });
})();
