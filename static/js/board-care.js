// Lets a board stay open for weeks: loads it anew at night and when the server runs another program, keeps the screen
// awake, and says when its sound needs a key press.
"use strict";
window.opdBoardCare = ({ now, zone, program, isIdle }) => {
  const NIGHT = 3;
  const LEAST = 2 * 3_600_000;
  const PAUSE = 60_000;
  const sound = document.getElementById("sound");
  const hour = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", hourCycle: "h23" });
  const loaded = now();
  // Not all boards at once.
  const later = Math.random() * 1_800_000;
  let served = program;
  let changed = false;
  let tried = 0;

  // A page that is let go of before the server gives another one would leave the TV with the browser's own error.
  const reload = async () => {
    if (now() - tried < PAUSE) return;
    tried = now();
    try {
      const answer = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(4_000) });
      if (answer.ok && isIdle()) location.reload();
    } catch {
      // Tried again later.
    }
  };

  const isNight = () => {
    const open = now() - loaded;
    return open > LEAST && Number(hour.format(now() - later)) === NIGHT;
  };

  const look = () => {
    sound.hidden = window.opdVoice?.soundState() !== "blocked";
    if (isIdle() && (changed || served !== program || isNight())) reload();
  };

  const stayAwake = () => {
    if (!document.hidden) navigator.wakeLock?.request("screen").catch(() => {});
  };

  stayAwake();
  document.addEventListener("visibilitychange", stayAwake);
  document.addEventListener("opd-sound", look);

  return {
    look,
    heard: (answer) => (served = answer.headers.get("X-Board-Program") ?? program),
    // Somebody changed the board itself: what stands around the calls is drawn anew.
    stale: () => (changed = true),
  };
};
