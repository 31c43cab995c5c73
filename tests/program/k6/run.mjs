// Runs a script as `k6 run` does: setup once, then each virtual user its walks, then the thresholds.

const [script, users, walks] = process.argv.slice(2);
globalThis.__ENV = { ...process.env };
globalThis.__VU = 0;
globalThis.__ITER = 0;

const { seen } = await import('k6');
const { sent } = await import('k6/http');
const { metrics } = await import('k6/metrics');
const test = await import(script);

try {
  if (test.setup) test.setup();
} catch (error) {
  console.error(`setup: ${error.message}`);
  process.exit(107);
}
for (let user = 1; user <= Number(users); user += 1) {
  for (let walk = 0; walk < Number(walks); walk += 1) {
    globalThis.__VU = user;
    globalThis.__ITER = walk;
    test.default();
  }
}
const all = Object.values(seen.checks);
const count = (which) => all.reduce((sum, one) => sum + one[which], 0);
const rates = { checks: count('passes') / Math.max(1, count('passes') + count('fails')) };
for (const [name, metric] of Object.entries(metrics)) {
  const sorted = [...metric.values].sort((a, b) => a - b);
  rates[name] = sorted.reduce((sum, one) => sum + one, 0) / Math.max(1, sorted.length);
  rates[`${name} p(95)`] = sorted[Math.ceil(sorted.length * 0.95) - 1];
}
let crossed = [];
for (const [name, conditions] of Object.entries(test.options.thresholds)) {
  for (const condition of conditions) {
    const [, what, operator, limit] = /^(rate|p\(95\))(==|<)([\d.]+)$/.exec(condition);
    const value = rates[what === 'rate' ? name : `${name} ${what}`];
    const holds = operator === '==' ? value === Number(limit) : value < Number(limit);
    if (!holds) crossed.push(`${name}: ${condition}, is ${value}`);
  }
}
const failed = Object.entries(seen.checks).filter(([, one]) => one.fails > 0).map(([name]) => name);
console.log(JSON.stringify({ crossed, failed, checks: seen.checks, groups: seen.groups, sent, rates, slept: seen.slept }));
// Not `exit`: what is written to a pipe has to get there.
process.exitCode = crossed.length > 0 ? 99 : 0;
