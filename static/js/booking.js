// The key of the booking form begins an ordinary booking. What was typed goes only where the key is pressed once more.
(() => {
  "use strict";
  const part = (kinds) => document.querySelector(kinds.map((kind) => `#booking ${kind}`).join(", "));

  document.addEventListener("shortcut", ({ target }) => {
    if (target.id !== "phone") return;
    const { emergency, name, reason } = target.form.elements;
    const typed = [target, name, reason].some((one) => one && one.value);
    const answered = part([".error-summary", ".field-error", "#sharing", "#alternatives"]);
    const again = document.activeElement === target;
    if (emergency) emergency.checked = false;
    if (typed ? again : answered) htmx.ajax("GET", location.pathname, { target: "#booking", swap: "morph:outerHTML" });
  });
})();
