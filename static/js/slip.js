// The answer to the button prints itself; the button is good for one print, so that a double press makes no copy.
(() => {
  "use strict";
  const button = document.querySelector(".print");
  button.form.addEventListener("submit", () => (button.disabled = true));
  window.addEventListener("pageshow", () => (button.disabled = false));
  if (document.body.classList.contains("prints-now")) window.addEventListener("load", () => window.print());
})();
