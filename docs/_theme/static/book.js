/* The script of every page: menu, colours, search, zoom, hints, and Japanese for the copy buttons.
   Every page reads, and leads on, without it. */
"use strict";

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const page = document.documentElement;

/* -- Menu ---------------------------------------------------------------------------------------- */
const menuButton = $("#menu-button");

function openMenu(open) {
  $("#menu").classList.toggle("open", open);
  menuButton.setAttribute("aria-expanded", open);
}
menuButton.addEventListener("click", () => openMenu(!$("#menu").classList.contains("open")));
$("#menu").addEventListener("click", ({ target }) => target.closest("a") && openMenu(false));
$(".columns").addEventListener("focusin", ({ target }) => target.closest("#menu") || openMenu(false));

/* -- Where the reader is, in the list of the page's headings ------------------------------------- */
const headings = new Map($$(".local a").map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
const watching = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      headings.get(target.id).ariaCurrent = isIntersecting ? "location" : null;
    }
  },
  { rootMargin: "-15% 0px -80%" },
);
for (const section of $$("article section section")) {
  if (headings.has(section.id)) watching.observe(section);
}

/* -- Colours ------------------------------------------------------------------------------------- */
const themeButton = $("#theme-button");
const systemDark = matchMedia("(prefers-color-scheme: dark)");

function isDark() {
  return page.dataset.theme ? page.dataset.theme === "dark" : systemDark.matches;
}

function nameThemeButton() {
  $(".wide", themeButton).textContent = isDark() ? "明るくする" : "暗くする";
}
themeButton.addEventListener("click", () => {
  page.dataset.theme = isDark() ? "light" : "dark";
  try {
    localStorage.setItem("theme", page.dataset.theme);
  } catch (error) {
    /* from file:// some browsers keep nothing; the choice lasts for this page */
  }
  nameThemeButton();
});
systemDark.addEventListener("change", nameThemeButton);
nameThemeButton();

/* -- Search: the dialog; what it finds is in search.js --------------------------------------------- */
const searchDialog = $("#search");
const searchInput = $("#search-input");

/* Whether the key belongs to a conversion of an input method: Safari tells that of the one that ends
   it, which comes after the end, by its code alone. */
const composing = (event) => event.isComposing || event.keyCode === 229;

/* Loaded in this order when the reader searches for the first time */
function loadSearch() {
  for (const name of ["search.js", "search-data.js"]) {
    const script = document.createElement("script");
    script.src = `${page.dataset.root}_static/${name}`;
    script.async = false;
    script.onload = () => window.bookSearchData && search();
    script.onerror = () => ($("#search-status").textContent = "検索のデータを読めませんでした。");
    document.head.append(script);
  }
}

let searchAsked = false;
function openSearch() {
  if (!searchDialog.open) searchDialog.showModal();
  searchInput.select();
  if (window.bookSearchData) search();
  else if (!searchAsked) loadSearch();
  searchAsked = true;
}
$("#search-button").addEventListener("click", openSearch);
searchInput.addEventListener("input", () => window.bookSearchData && search());
searchDialog.addEventListener("keydown", (event) => {
  if (composing(event)) return;
  const stops = [searchInput, ...$$("#search-results a")];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    const next = stops.indexOf(document.activeElement) + step;
    stops[Math.min(Math.max(next, 0), stops.length - 1)].focus();
  } else if (event.key === "Enter" && document.activeElement === searchInput) {
    event.preventDefault();
    stops[1]?.click();
  } else if (event.key === "Escape") {
    searchDialog.close(); /* else the first press only empties the field */
  }
});

document.addEventListener("keydown", (event) => {
  if (composing(event)) return;
  const writing = searchDialog.open && document.activeElement === searchInput;
  if (event.key === "/" && !writing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    openSearch();
  } else if (event.key === "Escape") {
    hideHint();
    if (menuButton.ariaExpanded === "true") menuButton.focus();
    openMenu(false);
  }
});

/* -- Zoom ---------------------------------------------------------------------------------------- */
const zoomDialog = $("#zoom");

for (const image of $$("figure > img")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "zoomable";
  button.setAttribute("aria-label", `図を拡大する: ${image.alt}`);
  image.replaceWith(button);
  button.append(image);
  button.addEventListener("click", () => {
    const large = image.cloneNode();
    large.loading = "eager";
    $("div", zoomDialog).replaceChildren(large);
    const caption = $("figcaption p", button.parentElement)?.cloneNode(true);
    caption?.querySelector(".headerlink")?.remove();
    $("p", zoomDialog).replaceWith(caption ?? document.createElement("p"));
    zoomDialog.showModal();
  });
}
for (const dialog of [zoomDialog, searchDialog]) {
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
}

/* -- Hints: footnotes and glossary terms where they are mentioned --------------------------------- */
const hint = $("#hint");
const terms = JSON.parse($("#page-terms")?.textContent ?? "{}");

function hintFor(link) {
  const id = decodeURIComponent(link.hash.slice(1));
  if (link.matches(".footnote-reference")) {
    const note = document.getElementById(id);
    return note && $$("p", note).map((paragraph) => [...paragraph.cloneNode(true).childNodes]);
  }
  const term = terms[id];
  if (!term) return null;
  const on = document.createElement("a");
  on.href = link.href;
  on.textContent = "用語集で読む";
  return [[`${term.term}（${term.reading}）`], [term.text], [on]];
}

function showHint(link) {
  hideHint();
  hint.replaceChildren(
    ...hintFor(link).map((line) => {
      const paragraph = document.createElement("p");
      paragraph.append(...line);
      return paragraph;
    }),
  );
  hint.hidden = false;
  const box = link.getBoundingClientRect();
  const left = Math.min(box.left, page.clientWidth - hint.offsetWidth - 8);
  const below = box.bottom + hint.offsetHeight + 6 < innerHeight;
  hint.style.left = `${Math.max(8, left) + scrollX}px`;
  hint.style.top = `${(below ? box.bottom + 6 : box.top - hint.offsetHeight - 6) + scrollY}px`;
  link.setAttribute("aria-describedby", "hint");
}

function hideHint() {
  clearTimeout(hintTimer);
  inHint = false;
  hint.hidden = true;
  $("[aria-describedby='hint']")?.removeAttribute("aria-describedby");
}

/* Time for the pointer to move onto the hint, where it stays open. */
let hintTimer = 0;
function hideHintSoon() {
  clearTimeout(hintTimer);
  hintTimer = setTimeout(hideHint, 250);
}
/* A press in the hint takes the focus from the link that it belongs to. */
let inHint = false;
hint.addEventListener("pointerdown", () => (inHint = true));
hint.addEventListener("mouseenter", () => clearTimeout(hintTimer));
hint.addEventListener("mouseleave", hideHintSoon);

for (const link of $$("article a.footnote-reference, article a[href*='#term-']")) {
  if (!hintFor(link)) continue;
  /* A finger's first tap shows the hint, the second follows the link; its mouse events are not
     those of a mouse. */
  let tapped = false;
  link.addEventListener("pointerenter", (event) => {
    if (event.pointerType === "mouse") showHint(link);
  });
  link.addEventListener("pointerleave", (event) => {
    if (event.pointerType === "mouse") hideHintSoon();
  });
  link.addEventListener("pointerdown", (event) => {
    tapped = event.pointerType !== "mouse" && !link.hasAttribute("aria-describedby");
  });
  link.addEventListener("focus", () => showHint(link));
  link.addEventListener("blur", () => inHint || hideHint());
  link.addEventListener("click", (event) => {
    if (!tapped) return;
    tapped = false;
    event.preventDefault();
    showHint(link);
  });
}
document.addEventListener("pointerdown", ({ target }) => {
  if (!hint.contains(target) && !target.closest("[aria-describedby='hint']")) hideHint();
});

/* -- Copy buttons: sphinx-copybutton, loaded before this file, makes them when the page is there ---- */
iconCheck = iconCheck.replace(messages[locale].copy_success, "コピーしました");
Object.assign(messages[locale], {
  copy: "コピー",
  copy_success: "コピーしました",
  copy_failure: "コピーできませんでした",
});

/* What is copied is what one types: of a session the commands without prompts and outputs, with the
   lines that go on after \ or ` or ^, after another prompt and in here-documents. A session is what
   begins with a prompt; in a console a command of root too, whose prompt # begins comments elsewhere. */
const SHELL = /^(?:\([^()\s]+\) ?)?(?:\[[^\]]+\] ?|[\w.-]+@[\w.-]+\S* ?)?[$%] /;
const ROOT = /^(?:\([^()\s]+\) ?)?(?:\[[^\]]+\]|[\w.-]+@[\w.-]+\S* ?)?# (?=[a-z./~])/;
const SESSIONS = [
  { first: /^>>> ?/, next: /^\.\.\.(?: |$)/ },
  { first: /^In \[\d+\]: ?/, next: /^ *\.\.\.: ?/ },
  { first: /^PS(?: [^>]*)?> ?/, next: /^>> ?/, goesOn: /`$/ },
  { first: /^[A-Z]:\\[^>]*>/, next: /^(?!)/, goesOn: /\^$/ },
  { first: SHELL, next: /^> ?/, goesOn: /(?:^|[^\\])(?:\\\\)*\\$/, here: /<<-?\s*(["']?)([\w.-]+)\1/g },
];

function typed(text, language) {
  const inConsole = /^(console|shell-session)$/.test(language);
  const lines = text.replace(/\s+$/, "").split("\n");
  const begins = ({ first }) => (inConsole ? lines : lines.filter((line) => line.trim()).slice(0, 1)).some((line) => first.test(line));
  const root = { ...SESSIONS.at(-1), first: ROOT };
  const session = SESSIONS.find(begins) ?? (inConsole && begins(root) ? root : null);
  if (!session) {
    const script = /^(bash|sh|shell|zsh)$/.test(language); /* where no line can begin with $ */
    return (script ? lines.map((line) => line.replace(/^\$ /, "")) : lines).join("\n");
  }
  const { next, goesOn = /(?!)/, here = /(?!)/g } = session;
  const prompts = inConsole && session.here ? [session.first, ROOT] : [session.first];
  const kept = [];
  let follows = false; /* whether the line before was kept */
  let ends = []; /* of the here-documents that are open */
  for (const line of lines) {
    const prompt = ends.length ? null : prompts.find((each) => each.test(line));
    const entered = prompt ? line.replace(prompt, "") : line.replace(next, "");
    const inside = ends.length || (follows && (goesOn.test(kept.at(-1)) || next.test(line)));
    follows = Boolean(prompt || inside);
    if (!follows) {
      if (inConsole && /^# /.test(line)) kept.push(line); /* a comment, which does nothing */
      continue;
    }
    kept.push(entered);
    if (!ends.length) ends = [...entered.replaceAll("<<<", "").matchAll(here)].map((found) => found[2]);
    else if (entered.trim() === ends[0]) ends.shift();
  }
  return kept.join("\n");
}

function typedIn(block) {
  const copy = block.cloneNode(true);
  for (const number of $$(".linenos", copy)) number.remove();
  const language = /highlight-(\S+)/.exec(block.closest("[class*='highlight-']").className)[1];
  return typed(copy.textContent, language);
}

/* sphinx-copybutton names its function for this where no other script reaches it. */
const Clipboard = window.ClipboardJS;
window.ClipboardJS = function (selector) {
  return new Clipboard(selector, { text: (button) => typedIn($(button.dataset.clipboardTarget)) });
};
