// One dialog over the page that buttons fill: it opens with what it is given, and gives the keyboard back when it closes.
(() => {
  "use strict";
  const panel = document.getElementById("panel");

  // The button of a menu that closes is what the keyboard comes back to.
  const closeMenu = (menu) => {
    if (!menu) return;
    menu.querySelector("summary").focus();
    menu.open = false;
  };

  const open = () => {
    closeMenu(document.activeElement.closest("details.more[open]"));
    panel.setAttribute("aria-labelledby", "panel-title");
    panel.showModal();
  };

  // What went wrong for a while is said in the dialog, where what was typed may be sent again.
  const tellHere = () => {
    const said = document.getElementById("message");
    const place = document.createElement("div");
    place.className = "panel-problem";
    place.setAttribute("role", "alert");
    for (const old of panel.querySelectorAll(".panel-problem")) old.remove();
    panel.prepend(place);
    place.append(...said.children);
  };

  // What is said above the page must not be hidden behind the dialog.
  const refused = (status) => (status === 429 || status >= 500 ? tellHere() : panel.close());

  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    if (detail.target === panel && !panel.open) open();
    if (detail.target.id === "message" && panel.open) refused(detail.xhr.status);
  });
  for (const kind of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(kind, ({ detail }) => panel.contains(detail.elt) && tellHere());
  }
  document.addEventListener("panel-done", () => {
    panel.close();
    closeMenu(document.querySelector("details.more[open]"));
  });
  // Some of what it shows came with the page.
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-panel]");
    if (!button) return;
    panel.replaceChildren(document.getElementById(button.dataset.panel).content.cloneNode(true));
    open();
  });

  // While the user is signed out it makes way for the way back; what was typed into it comes again with the user.
  const isSignedOut = () => "signedOut" in document.body.dataset;
  document.body.addEventListener("session-away", () => panel.close());
  document.body.addEventListener("session-back", () => panel.childElementCount && !panel.open && panel.showModal());
  panel.addEventListener("close", () => isSignedOut() || panel.replaceChildren());
  panel.addEventListener("click", ({ target }) => {
    if (target === panel || target.closest("[data-close]")) panel.close();
  });
})();
