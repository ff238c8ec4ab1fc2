/* The site's one script: menu, colours, search, zoom, hints, and Japanese for the copy buttons.
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

/* -- Search -------------------------------------------------------------------------------------- */
const searchDialog = $("#search");
const searchInput = $("#search-input");
const MOST_RESULTS = 30;
let sections = null;

/* Full-width and half-width, upper and lower case are alike; blanks do not count, nor does ー, which
   some write at the end of a word and some do not. `places` says where each letter of the result
   began and ended. A voicing mark goes with its kana. */
function folded(text) {
  const letters = [];
  const places = [];
  for (const { 0: piece, index } of text.matchAll(/\S[\u3099\u309a\uff9e\uff9f]?/gu)) {
    for (const letter of piece.normalize("NFKC").toLowerCase().replaceAll("ー", "").split("")) {
      letters.push(letter);
      places.push([index, index + piece.length]);
    }
  }
  return { text: letters.join(""), places };
}

function loadSections() {
  const script = document.createElement("script");
  script.src = `${page.dataset.root}_static/search-data.js`;
  script.onload = () => {
    const data = window.bookSearchData;
    sections = data.sections.map(([number, id, heading, text]) => ({
      page: data.pages[number],
      id,
      heading,
      text,
      title: folded(data.pages[number].slice(1).join("")).text,
      foldedHeading: folded(heading).text,
      foldedText: folded(text).text,
    }));
    search();
  };
  script.onerror = () => say("検索のデータを読めませんでした。");
  document.head.append(script);
}

function say(text) {
  $("#search-status").textContent = text;
}

function occurrences(text, term) {
  return text.split(term).length - 1;
}

/* How well a section answers: headings count most, and so do the terms as one phrase. A section
   that lacks some of the terms still counts, far below the others, if its page has them
   elsewhere. */
function score(section, terms, fullPages) {
  const phrase = terms.join("");
  let total = section.foldedHeading === phrase ? 20 : 0;
  if (terms.length > 1 && section.foldedText.includes(phrase)) total += 8;
  let lacks = false;
  for (const term of terms) {
    const inText = occurrences(section.foldedText, term);
    const inHeading = section.foldedHeading.includes(term);
    lacks ||= !inText && !inHeading;
    total += Math.min(inText, 5) + (inHeading ? 8 : 0);
  }
  if (!total || (lacks && !fullPages.has(section.page))) return 0;
  return lacks ? total / 1000 : total + terms.filter((term) => section.title.includes(term)).length;
}

/* The pages that have every one of the terms somewhere. */
function pagesWithAll(terms) {
  const missing = new Map();
  for (const section of sections) {
    if (!missing.has(section.page)) missing.set(section.page, new Set(terms));
    const left = missing.get(section.page);
    for (const term of left) {
      if (section.foldedText.includes(term) || section.foldedHeading.includes(term)) left.delete(term);
    }
  }
  return new Set([...missing].filter(([, left]) => !left.size).map(([address]) => address));
}

/* `text` with the terms marked, cut down to the place that has most of them. */
function snippet(text, terms, around) {
  const { text: plain, places } = folded(text);
  const hits = [];
  for (const term of terms) {
    for (let at = plain.indexOf(term); at >= 0; at = plain.indexOf(term, at + term.length)) {
      hits.push([places[at][0], places[at + term.length - 1][1], term]);
    }
  }
  hits.sort((one, other) => one[0] - other[0]);
  const within = ([begin]) =>
    new Set(hits.filter((hit) => hit[0] >= begin && hit[1] <= begin + around * 0.6).map((hit) => hit[2]));
  const best = around && Math.max(...hits.map((hit) => within(hit).size));
  const start = hits.find((hit) => within(hit).size === best)?.[0] ?? 0;
  const first = Math.max(0, start - around / 3) | 0;
  const last = around ? first + around : text.length;
  const line = document.createDocumentFragment();
  let done = around ? first : 0;
  if (around && first) line.append("…");
  for (const [begin, end] of hits) {
    if (begin < done || end > last) continue;
    const mark = document.createElement("mark");
    mark.textContent = text.slice(begin, end);
    line.append(text.slice(done, begin), mark);
    done = end;
  }
  line.append(text.slice(done, last));
  if (last < text.length) line.append("…");
  return line;
}

function result(section, terms) {
  const [address, label, title, topic] = section.page;
  const link = document.createElement("a");
  link.href = `${page.dataset.root}${address}#${section.id}`;
  const heading = document.createElement("strong");
  heading.append(snippet(section.heading, terms, 0));
  const place = document.createElement("small");
  place.textContent = label ? `${label} ${topic || title.replace(/^\[.*?\] ?/, "")}` : title;
  const text = document.createElement("span");
  text.append(snippet(section.text, terms, 110));
  link.append(heading, place, text);
  link.addEventListener("click", () => searchDialog.close());
  const item = document.createElement("li");
  item.append(link);
  return item;
}

function foundBy(wanted) {
  const fullPages = pagesWithAll(wanted);
  return sections
    .map((section) => [score(section, wanted, fullPages), section])
    .filter(([points]) => points)
    .sort((one, other) => other[0] - one[0]);
}

/* The parts of compounds, such as 推論 and エンドポイント: cut where the script changes. */
function parts(words) {
  const runs = /\p{sc=Han}+|[\p{sc=Katakana}ー]+|\p{sc=Hiragana}+|[^\p{sc=Han}\p{sc=Katakana}ー\p{sc=Hiragana}]+/gu;
  return words.flatMap((word) => word.normalize("NFKC").match(runs) ?? []);
}

function search() {
  if (!sections) return;
  const words = searchInput.value.split(/\s+/).filter(Boolean);
  let wanted = words.map((word) => folded(word).text).filter(Boolean);
  const list = $("#search-results");
  list.replaceChildren();
  if (!wanted.length) {
    say("言葉を入れてください。空白で区切ると、すべてを含む節を探します。");
    return;
  }
  let found = foundBy(wanted);
  let by = "";
  if (!found.length && parts(words).length > words.length) {
    wanted = parts(words).map((word) => folded(word).text).filter(Boolean);
    found = foundBy(wanted);
    by = `言葉を${parts(words).map((word) => `「${word}」`).join("と")}に分けて、`;
  }
  if (!found.length) {
    say("見つかりませんでした。言葉を短くするか、別の言い方（例:「デプロイ」「エンドポイント」）を試してください。");
    return;
  }
  const more = found.length > MOST_RESULTS ? `（上位${MOST_RESULTS}件を表示）` : "";
  say(`${by}${found.length}件の節が見つかりました${more}。`);
  list.append(...found.slice(0, MOST_RESULTS).map(([, section]) => result(section, wanted)));
}

function openSearch() {
  if (!sections) loadSections();
  if (!searchDialog.open) searchDialog.showModal();
  searchInput.select();
  search();
}
$("#search-button").addEventListener("click", openSearch);
searchInput.addEventListener("input", search);
searchDialog.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
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
  return term && [[`${term.term}（${term.reading}）`], [term.text]];
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
  hint.hidden = true;
  $("[aria-describedby='hint']")?.removeAttribute("aria-describedby");
}

/* Time for the pointer to move onto the hint, where it stays open. */
let hintTimer = 0;
function hideHintSoon() {
  clearTimeout(hintTimer);
  hintTimer = setTimeout(hideHint, 250);
}
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
  link.addEventListener("blur", hideHint);
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
