/* The bar that `make serve` puts on each page: whether it is the newest, and what is to be mended. */
"use strict";
(() => {
  const bar = document.createElement("section");
  bar.id = "desk";
  bar.setAttribute("role", "status");
  bar.setAttribute("aria-label", "執筆の状態");
  const style = document.createElement("style");
  style.textContent = `
    #desk { position: fixed; inset: auto 0 0 auto; z-index: 9999; max-width: min(46rem, 100vw);
      max-height: 60vh; overflow: auto; padding: .4em .8em; font: 14px/1.5 sans-serif;
      color: #fff; background: #1b4332; border-top-left-radius: 6px }
    #desk.working { background: #444 } #desk.faulty { background: #8b1a1a }
    #desk a { color: #fff } #desk ol { margin: .3em 0 .3em 1.4em; padding: 0 }
    #desk code { color: inherit; background: none; font-weight: bold; border: 0; padding: 0 }
    @media print { #desk { display: none } }`;
  document.body.append(style, bar);
  const viewer = document.body.dataset.pdf;
  let page = Number(document.currentScript.dataset.page);
  let pdf = null;

  function list(title, problems) {
    const box = document.createElement("details");
    box.open = problems.length < 9;
    const head = document.createElement("summary");
    head.textContent = `${title}（${problems.length}件）`;
    const items = document.createElement("ol");
    for (const { path, line, text } of problems) {
      const item = document.createElement("li");
      const place = document.createElement("code");
      place.textContent = path ? `${path}:${line}` : "";
      item.append(place, ` ${text}`);
      items.append(item);
    }
    box.append(head, items);
    return box;
  }

  function show(state) {
    const faulty = state.problems.length || state.stopped;
    bar.className = state.building ? "working" : faulty ? "faulty" : "";
    const line = document.createElement("div");
    line.textContent = state.building
      ? "作っています… "
      : state.stopped
        ? "直すまで、前のページのままです "
        : `最新です（${state.seconds} 秒） `;
    const name = viewer ?? location.pathname.match(/(\d{2,}-[a-z0-9-]+)\.html$/)?.[1];
    if (name) {
      const link = document.createElement("a");
      link.href = viewer ? `/${name}.html` : `/_desk/pdf/${name}`;
      link.textContent = viewer ? "サイトで見る" : "PDF で見る";
      line.append(link);
    }
    bar.replaceChildren(line);
    if (state.problems.length) bar.append(list("直すもの", state.problems));
    /* of this page alone: those of other drafts are not what the author is about */
    const here = (path) => !path.startsWith("docs/") || path.startsWith(`docs/${name}.`);
    const findings = state.findings.filter(({ path }) => here(path));
    if (findings.length) bar.append(list("公開する前に直すもの", findings));
  }

  function showPdf(state) {
    if (state.document !== viewer || state.pdf === pdf || !state.pdf) return;
    pdf = state.pdf;
    const place = state.section ? `#nameddest=${encodeURIComponent(`${viewer}/${state.section}`)}` : "";
    document.querySelector("iframe").src = `/_desk/pdf/${viewer}.pdf?${pdf}${place}`;
  }

  const events = new EventSource("/_desk/events");
  events.onmessage = ({ data }) => {
    const state = JSON.parse(data);
    page ??= state.page;
    if (state.page !== page && !viewer) {
      location.reload();
      return;
    }
    show(state);
    if (viewer) showPdf(state);
  };
  events.onerror = () => {
    bar.className = "faulty";
    bar.textContent = "make serve につながりません。終わっていれば、もう一度動かしてください。";
    page = null;
  };
})();
