// Whoever opens a slip wants it on paper; on a screen the button prints it again.
(() => {
  "use strict";
  document.querySelector("[data-print]").addEventListener("click", () => window.print());
  window.addEventListener("load", () => window.print());
})();
