// Draws each chart from the data beside it, in the colours of the page. The table below says the same in words.
(() => {
  "use strict";
  const drawn = new Map();
  Chart.defaults.font.family = "OPD Sans, sans-serif";
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--opd-chart-${name}`).trim();

  const axis = (unit, lying) => ({
    beginAtZero: true,
    title: { display: Boolean(unit), text: unit, color: colour("text") },
    ticks: { color: colour("text"), precision: 0, autoSkip: Boolean(unit) || !lying },
    grid: { color: colour("line") },
  });

  const dataset = (series, place, kind) => ({
    label: series.label,
    data: series.values,
    backgroundColor: colour(place + 1),
    borderColor: colour(place + 1),
    // Lines differ by their dashes too, and points by their shape.
    borderDash: kind === "line" && place % 2 ? [6, 4] : [],
    pointStyle: ["circle", "rect", "triangle", "rectRot"][place % 4],
    pointRadius: 4,
    spanGaps: false,
  });

  const settings = ({ kind, unit, labels, series }) => ({
    type: kind === "line" ? "line" : "bar",
    data: { labels, datasets: series.map((one, place) => dataset(one, place, kind)) },
    options: {
      // Nothing moves: a live page would never stand still, and some people cannot bear it.
      animation: false,
      maintainAspectRatio: false,
      indexAxis: kind === "lying" ? "y" : "x",
      plugins: { legend: { display: series.length > 1, labels: { color: colour("text"), usePointStyle: kind === "line" } } },
      scales: kind === "lying" ? { x: axis(unit, true), y: axis("", true) } : { x: axis(""), y: axis(unit) },
    },
  });

  const draw = (place) => {
    const chart = JSON.parse(place.dataset.chart);
    // Each name gets its line, however many there are.
    if (chart.kind === "lying") place.style.blockSize = `${4 + 1.75 * chart.labels.length}rem`;
    const canvas = document.createElement("canvas");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `${chart.title}, ${chart.unit}`);
    place.replaceChildren(canvas);
    drawn.set(place, new Chart(canvas, settings(chart)));
  };

  const drawAll = () => {
    for (const [place, chart] of drawn) {
      chart.destroy();
      drawn.delete(place);
    }
    for (const place of document.querySelectorAll("[data-chart]")) draw(place);
  };

  // On paper there is no dark look.
  let shown = null;
  window.addEventListener("beforeprint", () => {
    shown = document.documentElement.dataset.bsTheme;
    document.documentElement.dataset.bsTheme = "light";
    drawAll();
  });
  window.addEventListener("afterprint", () => {
    document.documentElement.dataset.bsTheme = shown;
    drawAll();
  });

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawAll());
  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    if (detail.target.matches("[data-live]")) drawAll();
  });
  drawAll();
})();
