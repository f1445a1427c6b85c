// The booking form: its key begins an ordinary booking, and its places are those of now.
(() => {
  "use strict";
  const part = (kinds) => document.querySelector(kinds.map((kind) => `#booking ${kind}`).join(", "));

  // What was typed goes only where the key is pressed once more.
  document.addEventListener("shortcut", ({ target }) => {
    if (target.id !== "phone") return;
    const { emergency, name, reason } = target.form.elements;
    const typed = [target, name, reason].some((one) => one && one.value);
    const answered = part([".error-summary", ".field-error", "#sharing", "#alternatives"]);
    const again = document.activeElement === target;
    if (emergency) emergency.checked = false;
    if (typed ? again : answered) htmx.ajax("GET", location.pathname, { target: "#booking", swap: "morph:outerHTML" });
  });

  // In which filling-in of the form the nurse herself chose a place; the next one is proposed to her anew.
  let chosenIn = null;
  document.addEventListener("change", ({ target }) => {
    if (target.id === "place") chosenIn = target.form.elements.key.value;
  });

  const relabel = (place, list) => {
    const words = new Map([...list.children].map((one) => [one.dataset.place, one.textContent]));
    for (const option of place.options) {
      const now = words.get(option.value) || list.dataset.gone;
      if (option.textContent !== now) option.textContent = now;
    }
  };

  // A proposal that others filled since would silently put the patient on the waiting list.
  const propose = (place, list) => {
    if (chosenIn === place.form.elements.key.value) return;
    const free = [...list.children].filter((one) => "free" in one.dataset).map((one) => one.dataset.place);
    const isOffered = [...place.options].some((option) => option.value === list.dataset.best);
    if (!free.includes(place.value) && isOffered) place.value = list.dataset.best;
  };

  document.addEventListener("fresh", ({ detail }) => {
    const place = document.querySelector("select#place");
    const list = detail.querySelector("[data-gone]");
    if (!place || !list) return;
    relabel(place, list);
    propose(place, list);
  });
})();
