// A small stand-in for the API of k6, as far as an exported script uses it.

export const seen = { checks: {}, groups: [], slept: 0 };

export function check(value, sets) {
  let all = true;
  for (const [name, holds] of Object.entries(sets)) {
    const held = Boolean(holds(value));
    const known = (seen.checks[name] = seen.checks[name] || { passes: 0, fails: 0 });
    known[held ? 'passes' : 'fails'] += 1;
    all = all && held;
  }
  return all;
}

export function group(name, body) {
  seen.groups.push(name);
  return body();
}

export function sleep(seconds) {
  if (typeof seconds !== 'number' || Number.isNaN(seconds)) throw new TypeError(`sleep(${seconds})`);
  seen.slept += seconds;
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Math.min(seconds, 0.05) * 1000);
}
