/* Figures with a slider, and checkpoints that can be ticked. Pages that have one load this after
   book.js; without it the figure stands still and the checkpoint is a box. */
"use strict";

/* -- Figures with a slider: extensions/form/explore.py writes their data ------------------------- */
for (const figure of $$("figure.explore")) {
  const { values, rows, start, mark, x } = JSON.parse($("script", figure).textContent);
  const slider = $("input", figure);
  const moving = document.getElementById(mark);
  const before = moving.getAttribute("transform") ?? "";
  const table = $("table", figure);
  const cells = $$("tbody p", table);
  const move = () => {
    const at = slider.valueAsNumber;
    slider.setAttribute("aria-valuetext", values[at]);
    moving.setAttribute("transform", `translate(${x[at] - x[start]} 0) ${before}`);
    [values[at], ...rows[at]].forEach((text, column) => (cells[column].textContent = text));
  };
  table.setAttribute("aria-live", "polite");
  table.setAttribute("aria-atomic", "true");
  $(".control", figure).hidden = false;
  slider.addEventListener("input", move);
  move(); /* a browser may have kept the place of the slider */
}

/* -- Checkpoints: ticks are kept in this browser, and nothing is sent ----------------------------- */
for (const box of $$(".checkpoint")) {
  const title = $(".admonition-title", box);
  const label = document.createElement("label");
  const tick = document.createElement("input");
  const key = `checkpoint ${location.pathname}#${box.id}`;
  tick.type = "checkbox";
  try {
    tick.checked = localStorage.getItem(key) === "done";
  } catch (error) {
    /* from file:// some browsers keep nothing; the tick lasts for this visit */
  }
  label.append(tick, ` ${title.textContent}`);
  title.replaceChildren(label);
  tick.addEventListener("change", () => {
    try {
      if (tick.checked) localStorage.setItem(key, "done");
      else localStorage.removeItem(key);
    } catch (error) {
      /* as above */
    }
  });
}
