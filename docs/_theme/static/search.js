/* What the search finds: sections, best first. book.js loads this, and then the data that
   extensions/site/search.py makes, when a reader searches for the first time. */
"use strict";

const MOST_RESULTS = 30;

/* Full-width and half-width, upper and lower case are alike; blanks do not count, nor does ー, which
   some write at the end of a word and some do not. The wave dash and the tilde, which keyboards give
   for one sign, are one; the variant of a kanji is that kanji. `places` says where each letter of
   the result began and ended. A voicing mark goes with its kana. */
const MARKS = /[ー\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu;

function folded(text) {
  const letters = [];
  const places = [];
  for (const { 0: piece, index } of text.matchAll(/\S[\u3099\u309a\uff9e\uff9f\ufe00-\ufe0f\u{e0100}-\u{e01ef}]*/gu)) {
    const alike = piece.normalize("NFKC").toLowerCase().replace(MARKS, "").replace(/[〜∼]/gu, "~");
    for (const letter of alike.split("")) {
      letters.push(letter);
      places.push([index, index + piece.length]);
    }
  }
  return { text: letters.join(""), places };
}

const sections = () => (prepared ??= window.bookSearchData.sections.map(prepare));
let prepared = null;

function prepare([number, id, heading, text]) {
  const place = window.bookSearchData.pages[number];
  return {
    page: place,
    id,
    heading,
    text,
    title: folded(place.slice(1).join("")).text,
    foldedHeading: folded(heading).text,
    foldedText: folded(text).text,
  };
}

function say(text) {
  $("#search-status").textContent = text;
}

function occurrences(text, term) {
  return text.split(term).length - 1;
}

/* How well a section answers: headings count most, and so do the terms as one phrase. `lacks` says
   that it has not all of the terms; it counts only if its page has them elsewhere. */
function score(section, terms, fullPages) {
  const phrase = terms.join("");
  let points = section.foldedHeading === phrase ? 20 : 0;
  if (terms.length > 1 && section.foldedText.includes(phrase)) points += 8;
  let lacks = false;
  for (const term of terms) {
    const inText = occurrences(section.foldedText, term);
    const inHeading = section.foldedHeading.includes(term);
    lacks ||= !inText && !inHeading;
    points += Math.min(inText, 5) + (inHeading ? 8 : 0);
  }
  if (lacks && !fullPages.has(section.page)) points = 0;
  if (points && !lacks) points += terms.filter((term) => section.title.includes(term)).length;
  return { section, terms, points, lacks };
}

/* The pages that have every one of the terms somewhere. */
function pagesWithAll(terms) {
  const missing = new Map();
  for (const section of sections()) {
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

function result({ section, terms }) {
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

/* What one of the lists of terms finds: each section once, as the list finds it that it answers
   best. */
function foundBy(lists) {
  const best = new Map();
  for (const terms of lists) {
    const fullPages = pagesWithAll(terms);
    for (const section of sections()) {
      const found = score(section, terms, fullPages);
      const before = best.get(section);
      if (found.points && (!before || rank(before, found) > 0)) best.set(section, found);
    }
  }
  return [...best.values()].sort(rank);
}

function rank(one, other) {
  return one.lacks - other.lacks || other.points - one.points;
}

/* The rows of error tables: first those whose error stands in the message that was pasted, by how
   much of it, and those whose error has all of the words. */
function errorsIn(typed, words) {
  const message = folded(typed).text;
  const found = [];
  for (const [number, id, heading, text, keys] of window.bookSearchData.errors) {
    const section = prepare([number, id, heading, text]);
    const terms = fold(keys);
    if (terms.every((term) => message.includes(term))) {
      found.push({ section, terms, points: 1000 + terms.join("").length, lacks: false });
    } else if (words.every((word) => section.foldedHeading.includes(word))) {
      found.push(score(section, words, new Set()));
    }
  }
  return found;
}

/* The parts of a compound, such as 推論 and エンドポイント: cut where the script changes, without the
   particles between them. A lone kana is a part of a word that must not be cut, such as お金. */
function parts(word) {
  const runs = /\p{sc=Han}+|[\p{sc=Katakana}ー]+|\p{sc=Hiragana}+|[^\p{sc=Han}\p{sc=Katakana}ー\p{sc=Hiragana}]+/gu;
  const found = word.normalize("NFKC").match(runs) ?? [];
  const inner = found.filter((run, at) => !(at && at < found.length - 1 && /^[のをがはにでとへも]$/u.test(run)));
  return inner.some((run) => /^[\p{sc=Hiragana}\p{sc=Katakana}]$/u.test(run)) ? [word] : inner;
}

const fold = (words) => words.map((word) => folded(word).text).filter(Boolean);
const quoted = (words) => words.map((word) => `「${word}」`);

/* The lists of terms that the book has for what readers call it, such as 費用 for コスト. */
function inOtherWords(words) {
  const known = new Map(Object.entries(window.bookSearchData.words).map(([word, others]) => [folded(word).text, others]));
  let lists = [[]];
  const said = [];
  for (const word of words) {
    const others = known.get(folded(word).text) ?? [];
    if (others.length) said.push(`「${word}」を${quoted(others).join("")}に`);
    lists = lists.flatMap((list) => [word, ...others].map((one) => [...list, one]));
  }
  return said.length ? { lists, by: `${said.join("、")}言い換えて、` } : null;
}

/* The ways to search for the words, the most faithful first. */
function* ways(words) {
  yield { lists: [words], by: "" };
  const others = inOtherWords(words);
  if (others) yield others;
  const pieces = words.flatMap(parts);
  if (pieces.length === words.length) return;
  yield { lists: [pieces], by: `言葉を${quoted(pieces).join("と")}に分けて、` };
  const otherPieces = inOtherWords(pieces);
  if (otherPieces) yield otherPieces;
}

/* Quotation marks and commas stand between words, whichever keyboard they come from. */
const BETWEEN = /[\s"“”„＂«»‘’「」『』｢｣、。，．､｡]+|,(?!\d)|^'|'(?=\s|$)|(?<=\s)'/u;

function search() {
  const words = searchInput.value.split(BETWEEN).filter((word) => folded(word).text);
  const list = $("#search-results");
  list.replaceChildren();
  if (!words.length) {
    say("言葉を入れてください。空白で区切ると、すべてを含む節を探します。");
    return;
  }
  const errors = errorsIn(searchInput.value, fold(words));
  for (const { lists, by } of ways(words)) {
    const found = [...errors, ...foundBy(lists.map(fold))].sort(rank);
    if (found.length) {
      show(list, found, by);
      return;
    }
  }
  say("見つかりませんでした。言葉を短くするか、別の言い方（例:「デプロイ」「エンドポイント」）を試してください。");
}

/* What has all of the words, and then, apart, what has some of them in an installment with all. */
function show(list, found, by) {
  const rest = found.filter((each) => each.lacks).length;
  const whole = found.length - rest;
  const more = whole > MOST_RESULTS ? `（上位${MOST_RESULTS}件を表示）` : "";
  say(whole ? `${by}${whole}件の節が見つかりました${more}。` : `${by}すべてを含む節は見つかりませんでした。`);
  list.append(...found.slice(0, Math.min(whole, MOST_RESULTS)).map(result));
  if (!rest || whole >= MOST_RESULTS) return;
  const divider = document.createElement("li");
  divider.className = "divider";
  divider.textContent = `同じページに、言葉の一部を含む節（${rest}件）`;
  list.append(divider, ...found.slice(whole, MOST_RESULTS).map(result));
}
