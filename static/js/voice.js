// Speaks what a board shows: the chime, then the sentence in each language, one call after the other, never two at once.
//
//   opdVoice.announce({seq, number, parts: {en: ["token", …], hi: […]}, recall}) → a promise that is
//     fulfilled when the call is over, with {spoken, missing}. `languages: ["hi", "en"]` says in which order, where it
//     is not that of `parts`; `chime: false` leaves the chime out; an aborted `signal` lets it end with the clip that is
//     playing.
//   opdVoice.soundState() → "on", or "blocked" until a key is pressed on a TV whose browser wants that first.
//     The event "opd-sound" on the document tells of a change.
(() => {
  "use strict";
  const FOLDER = new URL("../../voice/", document.currentScript.src);
  const CHIME = "chime";
  const PAUSE = 0.4;
  const BREATH = 0.12;
  const PATIENCE = 2_000;
  const TIMEOUT = 5_000;
  const KEPT = 64;

  const context = new AudioContext();
  const kept = new Map();
  let last = Promise.resolve();

  const soundState = () => (context.state === "running" ? "on" : "blocked");
  const unlock = () => {
    if (soundState() === "blocked") context.resume().catch(() => {});
  };
  context.addEventListener("statechange", () => {
    document.dispatchEvent(new CustomEvent("opd-sound", { detail: soundState() }));
  });
  for (const press of ["keydown", "pointerdown"]) document.addEventListener(press, unlock);

  const fetchClip = async (name) => {
    const answer = await fetch(new URL(name, FOLDER), { signal: AbortSignal.timeout(TIMEOUT) });
    if (!answer.ok) throw new Error(`${answer.status}`);
    return context.decodeAudioData(await answer.arrayBuffer());
  };

  // The clips used last stay decoded; the rest comes from the browser's own store, so that weeks cost no more than a day.
  const load = async (name) => {
    const clip = kept.get(name) ?? fetchClip(name);
    kept.delete(name);
    kept.set(name, clip);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value);
    try {
      return { name, sound: await clip };
    } catch {
      kept.delete(name);
      return { name, sound: null };
    }
  };

  // A device that is taken away ends no clip: after its length and some patience the next one begins.
  const play = (sound, pause) =>
    new Promise((over) => {
      const source = context.createBufferSource();
      const patience = setTimeout(over, (pause + sound.duration) * 1_000 + PATIENCE);
      source.buffer = sound;
      source.addEventListener("ended", () => {
        clearTimeout(patience);
        over();
      });
      source.connect(context.destination);
      source.start(context.currentTime + pause);
    });

  const sentences = (call) =>
    (call.languages ?? Object.keys(call.parts)).map((language) => call.parts[language].map((name) => `${language}/${name}`));

  // "K … 14": without a breath between them the letters of a number and its digits run together.
  const isCode = (name) => /\/(letter|code)-/.test(name ?? "");
  const breath = (before, name) => (isCode(before) && /\/number-/.test(name) ? BREATH : 0);

  const speak = async (call) => {
    const isOver = () => soundState() === "blocked" || call.signal?.aborted;
    if (isOver()) return { spoken: false, missing: [] };
    const chime = call.chime === false ? [] : [[CHIME]];
    const loaded = await Promise.all([...chime, ...sentences(call)].map((names) => Promise.all(names.map(load))));
    for (const sentence of loaded) {
      let pause = sentence === loaded[0] ? 0 : PAUSE;
      let before;
      for (const { name, sound } of sentence) {
        if (!sound || isOver()) continue;
        await play(sound, pause + breath(before, name));
        pause = 0;
        before = name;
      }
    }
    const missing = loaded.flat().filter((clip) => !clip.sound).map((clip) => clip.name);
    if (missing.length) console.warn(`The voice has no clip ${missing.join(", ")}`);
    return { spoken: true, missing };
  };

  const announce = (call) => {
    const heard = last.then(() => speak(call));
    last = heard.catch(() => {});
    return heard;
  };

  window.opdVoice = { announce, soundState };
})();
