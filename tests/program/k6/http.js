// Requests as k6 sends them: one after another, and each waited for. curl sends them.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Trend } from './metrics.js';

const folder = mkdtempSync(join(tmpdir(), 'k6-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const took = new Trend('http_req_duration', true);
let jars = 0;
export const sent = [];

class CookieJar {
  constructor() {
    jars += 1;
    this.file = join(folder, `jar-${jars}`);
  }
}

// As Go writes the names of headers.
const canonical = (name) => name.toLowerCase().replace(/(^|-)[a-z]/g, (one) => one.toUpperCase());

function request(method, url, body, params = {}) {
  const known = ['headers', 'jar', 'redirects', 'timeout', 'tags'];
  Object.keys(params).filter((key) => !known.includes(key)).forEach((key) => { throw new Error(`unknown parameter ${key}`); });
  const [head, answer] = ['head', 'answer'].map((name) => join(folder, name));
  const jar = params.jar || new CookieJar();
  const seconds = params.timeout ? Number(/^(\d+)ms$/.exec(params.timeout)[1]) / 1000 : 60;
  const options = ['-sS', '--globoff', '-X', method, '-D', head, '-o', answer, '-b', jar.file, '-c', jar.file, '-m', String(seconds), '-w', '%{http_code}'];
  for (const [name, value] of Object.entries(params.headers || {})) {
    if (typeof value !== 'string') throw new TypeError(`header ${name} is no text`);
    options.push('-H', `${name}: ${value}`);
  }
  if (params.redirects) options.push('-L', '--max-redirs', String(params.redirects));
  if (body !== null && body !== undefined) {
    if (typeof body !== 'string') throw new TypeError('the body is no text');
    options.push('--data-binary', '@-');
  }
  sent.push({ method, url, name: (params.tags || {}).name });
  const began = Date.now();
  const done = spawnSync('curl', [...options, url], { input: body || '', encoding: 'utf8' });
  took.add(Date.now() - began);
  if (done.status !== 0) return { status: 0, body: null, headers: {}, cookies: {}, error: done.stderr };
  const headers = {};
  for (const line of readFileSync(head, 'utf8').split('\r\n')) {
    const at = line.indexOf(':');
    if (at > 0) headers[canonical(line.slice(0, at))] = line.slice(at + 1).trim();
  }
  return { status: Number(done.stdout), body: readFileSync(answer, 'utf8'), headers, cookies: {} };
}

const post = (url, body, params) => request('POST', url, body, params);

export default { request, post, CookieJar };
