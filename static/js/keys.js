// Shortcuts: Alt and a letter or digit, as `data-key` says at a button or field. A button is pressed where it is the only
// one of its kind, or the one beside the keyboard's place; among several it is only focused, so that nobody else is called.
(() => {
  "use strict";
  const typed = (event) => (/^[a-z0-9]$/i.test(event.key) ? event.key.toLowerCase() : event.code.replace(/^(Key|Digit)/, "").toLowerCase());

  const found = (key) => {
    const all = [...document.querySelectorAll(`[data-key="${key}"]`)].filter((one) => one.checkVisibility());
    const here = document.activeElement.closest(".doctor");
    const near = here ? all.filter((one) => here.contains(one)) : [];
    return near.length ? near : all;
  };

  const press = (first, isOneOfMany) => {
    first.dispatchEvent(new Event("shortcut", { bubbles: true }));
    first.focus();
    // What is typed next takes the place of what was left there.
    if (first.matches("[type=tel], [type=text], [type=search]")) first.select();
    first.scrollIntoView({ block: "nearest" });
    if (isOneOfMany) return;
    if (first.matches("button, a, summary") || (first.type === "checkbox" && !first.checked)) first.click();
    // A choice that asks for more leads on to what it asks for.
    if (first.dataset.then && first.checked) document.getElementById(first.dataset.then).focus();
  };

  // Some of them have a button elsewhere on the page, for whoever has no keys.
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-presses]");
    if (button) press(document.getElementById(button.dataset.presses), false);
  });

  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.getModifierState("AltGraph")) return;
    if (document.querySelector("dialog[open]")) return;
    const [first, ...more] = found(typed(event));
    if (!first) return;
    event.preventDefault();
    press(first, more.length > 0);
  });
})();
