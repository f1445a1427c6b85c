// What every page with forms does after an answer: where the focus goes, and what a lost session or server means.
(() => {
  "use strict";
  const message = () => document.getElementById("message");

  const isChange = (detail) => detail.requestConfig && detail.requestConfig.verb !== "get";

  // Where the keyboard goes when a button has gone: the next row's same button, that row, then who is called next here.
  const neighbours = (button) => {
    const row = button.closest("li");
    const rows = row ? [row.nextElementSibling, row.previousElementSibling].filter((one) => one && one.id) : [];
    const same = (button.dataset.action ? rows.slice(0, 1) : []).map((one) => one.querySelector(`[data-action="${button.dataset.action}"]`));
    return { same: same.map((one) => one && one.id), rows: rows.map((one) => one.id) };
  };

  // A doctor whose session has ended calls nobody: then the name is left.
  const ends = (button) => {
    if (button.closest("#booking")) return ["phone"];
    const part = button.closest(".doctor, .elsewhere");
    return part ? [".call-next", "h2[id]"].map((kind) => part.querySelector(kind)).map((one) => one && one.id) : [];
  };

  const around = (button) => {
    const { same, rows } = neighbours(button);
    const menu = button.closest("details.more");
    const opener = menu ? menu.querySelector("summary").id : "";
    return [...same, button.id, button.dataset.row, opener, ...rows, ...ends(button), "content"];
  };

  // After a refusal it stays with whom the press was about, at what a second press would only open: the buttons there
  // are others by now, and those of the next row are about somebody else.
  const besides = (button) => {
    const about = /^token-\d+/.exec(button.id) || /^token-\d+/.exec(button.dataset.row || "");
    if (about) return [`${about[0]}-more`, "message"];
    return [button.dataset.row, button.id, "message"].filter((id) => id && id !== "phone");
  };

  let pressed = null;
  let after = [];
  // What a dialog does may take away the row whose button opened it.
  let opener = null;
  let asked = [];
  // What anybody does may take away what the keyboard is at.
  let here = [];
  let refused = [];

  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (detail.elt.matches("[aria-haspopup=dialog]")) {
      opener = detail.elt;
      asked = around(opener);
    }
    if (!isChange(detail)) return;
    refused = [];
    const inDialog = detail.elt.closest("dialog");
    pressed = inDialog ? opener : detail.elt.matches("button") ? detail.elt : null;
    if (inDialog) after = asked;
    else if (pressed) after = around(pressed);
  });

  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (isChange(detail) && detail.xhr.status === 409 && pressed) after = refused = asked = besides(pressed);
    const now = document.activeElement;
    // The refused button may still have the keyboard when the fresh row takes it away.
    const isRefused = refused.length && (refused.includes(now.id) || now === pressed);
    const places = isRefused ? refused : [now.id, ...around(now)];
    here = detail.target.contains(now) ? places : [];
  });

  const goOn = (places) => {
    if (document.activeElement !== document.body && document.activeElement.checkVisibility()) return;
    const found = places.map((id) => id && document.getElementById(id)).find((one) => one && one.checkVisibility());
    if (found) (found.matches("li, h2") ? found.querySelector("button, summary, a") || found : found).focus();
  };

  // The news of what a dialog did may come before its answer, and take the row away that it would go back to.
  const panel = document.getElementById("panel");
  if (panel) panel.addEventListener("close", () => goOn(asked));

  // A button that has gone away must not take the keyboard's place in the page with it.
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    const wanted = detail.target.querySelector("[data-focus]");
    if (wanted && isChange(detail)) {
      wanted.focus({ preventScroll: true });
      (detail.target.querySelector("[data-read]") || wanted).scrollIntoView({ block: "nearest" });
    }
    goOn(after.length ? after : here);
    // A refresh may settle while the button is still disabled: its own answer comes later.
    if (!isChange(detail)) return;
    // The browser takes the focus from a button that was disabled no sooner than it draws the page.
    const places = after;
    after = [];
    requestAnimationFrame(() => requestAnimationFrame(() => goOn(places)));
  });

  // Whoever comes for one row finds the keyboard at its first button, once the browser has gone to the row itself.
  window.addEventListener("load", () => {
    const first = location.hash.startsWith("#token-") && document.querySelector(":target button");
    if (first) first.focus();
  });

  document.body.addEventListener("session-back", () => document.body.dispatchEvent(new Event("queue-changed")));
})();
