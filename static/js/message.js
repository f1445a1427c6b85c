// The message above the page: what was refused or not answered, until it is closed, out of date, or something was done.
(() => {
  "use strict";
  const message = () => document.getElementById("message");
  const words = (kind) => document.getElementById("unreachable").content.querySelector(kind).cloneNode(true);
  const isChange = (detail) => detail.requestConfig && detail.requestConfig.verb !== "get";
  const isSignedOut = () => "signedOut" in document.body.dataset;

  // Where the keyboard was when a message came is where it goes when that is closed.
  let before = null;
  const isRead = () => message().matches(":hover") || message().contains(document.activeElement);
  const clear = () => {
    if (isSignedOut()) return;
    const hadFocus = message().contains(document.activeElement);
    message().replaceChildren();
    if (!hadFocus) return;
    const place = before && before.isConnected && before.checkVisibility() ? before : document.getElementById("content");
    place.focus();
  };
  document.addEventListener("focusin", ({ target }) => {
    if (!message().contains(target)) before = target;
  });

  // "2 s ago" is not true for long. Whoever reads it is given the time.
  let timer = null;
  const last = (shown) => {
    clearTimeout(timer);
    if (!shown || !shown.dataset.seconds) return;
    const over = () => (isRead() ? last(shown) : shown.isConnected && clear());
    timer = setTimeout(over, Number(shown.dataset.seconds) * 1_000);
  };
  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    if (detail.target.id === "message") last(message().firstElementChild);
  });

  const sent = new WeakMap();
  let gone = 0;
  const unreachable = ({ detail }) => {
    if (!isChange(detail)) return;
    gone = performance.now();
    const said = words("[data-unreachable]");
    // A button far from any form loses nothing that was typed.
    if (!detail.elt.closest("form")) said.querySelector("[data-typed]").remove();
    message().replaceChildren(said);
  };
  document.addEventListener("htmx:sendError", unreachable);
  document.addEventListener("htmx:timeout", unreachable);

  const isBack = () => {
    for (const old of document.querySelectorAll("[data-unreachable]")) {
      const said = words("[data-back]");
      old.replaceWith(said);
      last(said);
    }
  };
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    sent.set(detail.xhr, performance.now());
    if (isChange(detail)) clear();
  });
  // An answer to what was asked before the server went does not say that it is back.
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.xhr.status >= 200 && detail.xhr.status < 400 && sent.get(detail.xhr) > gone) isBack();
  });

  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-dismiss-message]");
    if (!button) return;
    if (message().contains(button)) clear();
    else button.closest(".panel-problem").remove();
  });
  document.addEventListener("keydown", ({ key, target }) => {
    if (key !== "Escape" || document.querySelector("dialog[open]") || target.closest("details.more[open]")) return;
    clear();
  });
})();
