// Whether the user of an open page is still signed in and there: the page is covered when not, and what was typed stays.
(() => {
  "use strict";
  const LOOK = 4_000;
  const LOOK_HIDDEN = 15_000;
  const TELL = 60_000;
  const body = document.body;
  const lock = document.getElementById("lock");
  const message = () => document.getElementById("message");
  let active = false;
  let told = Date.now();
  let looked = 0;
  let asked = 0;

  const csrf = () => JSON.parse(body.getAttribute("hx-headers"))["X-CSRFToken"];
  const isSignedOut = () => "signedOut" in body.dataset;
  const isLocked = () => lock.open;

  const ask = (address, options = {}) =>
    fetch(address, { redirect: "manual", ...options, headers: { Accept: "application/json", ...options.headers } });

  // Covers the page, and says why: `signed-out` or `other-user`.
  const cover = (why) => {
    if (body.dataset.signedOut === why && message().childElementCount) return;
    body.dataset.signedOut = why;
    message().replaceChildren(document.getElementById(why).content.cloneNode(true));
    body.dispatchEvent(new Event("session-away"));
  };

  // The browser takes the keyboard from what is covered: its last place in the page is where it comes back to.
  let place = null;
  document.addEventListener("focusin", ({ target }) => {
    if (!isSignedOut() && !lock.contains(target)) place = target;
  });
  const goBack = () => {
    const found = place && (place.isConnected ? place : document.getElementById(place.id));
    (found || document.getElementById("content")).focus();
  };

  const comeBack = () => {
    delete body.dataset.signedOut;
    if (lock.open) lock.close();
    message().replaceChildren();
    body.dispatchEvent(new Event("session-back"));
    goBack();
  };

  const renew = (token) => {
    body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token, "X-Acting-User": body.dataset.user }));
    for (const field of document.querySelectorAll("[name=csrf_token]")) field.value = token;
  };

  // Somebody signed in again: the same user goes on here, another one must not send this form.
  const look = async () => {
    looked = Date.now();
    const mine = ++asked;
    const answer = await ask("/session").catch(() => null);
    // Of two that are under way, what was asked first may be answered last.
    if (!answer || mine !== asked) return;
    if (!answer.ok) return answer.status >= 500 ? undefined : cover("signed-out");
    const found = await answer.json();
    if (found.user !== body.dataset.user) return cover("other-user");
    if (found.locked) return isLocked() || lock.showModal();
    if (isSignedOut() || isLocked()) {
      renew(found.csrf);
      comeBack();
    }
  };

  const tell = async () => {
    active = false;
    told = Date.now();
    await ask("/session/active", { method: "POST", headers: { "X-CSRFToken": csrf() } }).catch(() => null);
  };

  for (const kind of ["pointerdown", "keydown", "input"]) {
    document.addEventListener(kind, () => { active = true; }, { capture: true, passive: true });
  }

  setInterval(() => {
    if (active && !isLocked() && !isSignedOut() && Date.now() - told > TELL) tell();
    if (Date.now() - looked > (document.hidden ? LOOK_HIDDEN : LOOK)) look();
  }, 1_000);
  document.addEventListener("visibilitychange", () => document.hidden || look());
  window.addEventListener("focus", look);
  body.addEventListener("session-look", look);
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.xhr.status === 401) body.dataset.signedOut = "signed-out";
    if (detail.xhr.status === 423) look();
  });

  // Whose page this is goes with every form.
  document.addEventListener("formdata", ({ formData }) => formData.set("acting", body.dataset.user));

  lock.addEventListener("cancel", (event) => event.preventDefault());
  lock.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    const problem = form.querySelector("[role=alert]");
    const answer = await ask(form.action, { method: "POST", body: new FormData(form) }).catch(() => null);
    form.reset();
    if (answer && answer.status === 204) return comeBack();
    problem.textContent = answer && [422, 429].includes(answer.status) ? (await answer.json()).problem : problem.dataset.other;
    form.querySelector("input[type=password]").focus();
  });
})();
