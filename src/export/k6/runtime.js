// From here on, every exported script is the same.

const walks = new Rate('magewalk_walks_passed');
const duration = new Trend('magewalk_walk_duration', true);

// The token of an admin, one for each virtual user, fetched anew before it runs out.
let admin = null;
const HALF_AN_HOUR = 30 * 60 * 1000;

function adminToken(isNew) {
  if (__ENV.MAGEWALK_ADMIN_TOKEN) return __ENV.MAGEWALK_ADMIN_TOKEN;
  if (!isNew && admin && Date.now() - admin.at < HALF_AN_HOUR) return admin.token;
  const [username, password] = ['MAGEWALK_ADMIN_USERNAME', 'MAGEWALK_ADMIN_PASSWORD'].map(wanted);
  const answer = http.post(
    `${target()}/rest/V1/integration/admin/token`,
    JSON.stringify({ username, password }),
    { headers: { 'Content-Type': 'application/json' }, tags: { name: 'sign in as an admin' }, jar: new http.CookieJar() },
  );
  const token = answer.status === 200 ? parsed(answer) : null;
  if (typeof token !== 'string' || token === '') {
    throw new Error(`the admin cannot sign in: status ${answer.status}; with two-factor login, set MAGEWALK_ADMIN_TOKEN`);
  }
  admin = { token, at: Date.now() };
  return token;
}

function wanted(name) {
  if (!__ENV[name]) throw new Error(`set ${name}: it is not kept in this script`);
  return __ENV[name];
}

function target() {
  return wanted('MAGEWALK_TARGET').replace(/\/+$/, '');
}

// Ends the run before it begins where something is not set, or the admin cannot sign in.
export function setup() {
  target();
  NEEDED.forEach(wanted);
  if (SIGNS_IN) adminToken(true);
}

export default function () {
  const began = Date.now();
  const walk = { values: {}, states: {}, made: [], jars: {}, id: runId(), passed: true };
  try {
    for (const name of ['admin_username', 'admin_password', 'admin_token']) {
      const given = __ENV[`MAGEWALK_${name.toUpperCase()}`];
      if (given) walk.values[name] = given;
    }
    for (const [name, make] of VARIABLES) {
      const given = __ENV[`MAGEWALK_${name.toUpperCase()}`];
      const value = given === undefined ? make(walk) : given;
      if (value !== undefined) walk.values[name] = value;
    }
    for (const page of PAGES) group(page.name, () => page.steps.forEach((step) => take(walk, step)));
  } finally {
    takeBack(walk);
    walks.add(walk.passed);
    duration.add(Date.now() - began);
  }
}

function runId() {
  const digit = () => Math.floor(Math.random() * 36).toString(36);
  const random = Array.from({ length: 8 }, digit).join('');
  return `${random}${__VU.toString(36)}x${__ITER.toString(36)}`;
}

function uuid() {
  const digit = (one) => {
    const random = Math.floor(Math.random() * 16);
    return (one === 'x' ? random : (random & 3) | 8).toString(16);
  };
  return 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g, digit);
}

function noPassword() {
  throw new Error('a script makes no one-time passwords');
}

const now = () => new Date().toISOString().replace(/\.\d+Z$/, 'Z');

function get(walk, name) {
  if (!(name in walk.values)) throw new Error(`\`${name}\` has no value`);
  return walk.values[name];
}

function text(value) {
  if (value === null || typeof value === 'object') throw new Error('a list, an object or null cannot stand in a text');
  return String(value);
}

const number = (value) => {
  const found = Number(text(value));
  if (Number.isNaN(found)) throw new Error(`\`${value}\` is no number`);
  return found;
};

const encoded = (value) =>
  encodeURIComponent(text(value)).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

const isSet = (walk, name) => {
  const value = walk.values[name];
  return !(value === undefined || value === null || value === false || ['', 'false', '0'].includes(value));
};

function hold(walk, step, what, holds) {
  const held = check(null, { [`${step.name}: ${what}`]: () => holds });
  if (!held) walk.passed = false;
  return held;
}

// Takes a step of the walk, unless one that it needs did not pass.
function take(walk, step) {
  const unmet = step.needs.map((id) => walk.states[id]).find((state) => state && state !== 'passed');
  const applies = step.when.every(([name, is]) => isSet(walk, name) === is);
  if (unmet || !applies || step.omitted) {
    walk.states[step.id] = unmet === 'failed' ? 'failed' : 'not applicable';
    return;
  }
  let passed = false;
  try {
    // Before it is sent: the answer may never come. What was there before is not the walk's own.
    if (step.undo && !isThere(walk, step)) walk.made.push(step);
    passed = step.retry ? again(walk, step) : attempt(walk, step, true);
  } catch (error) {
    hold(walk, step, String(error.message), false);
  }
  walk.states[step.id] = passed ? 'passed' : 'failed';
  if (PAUSE > 0) sleep(PAUSE);
}

function again(walk, step) {
  const { every, within, times, candidates } = step.retry;
  const values = candidates ? [].concat(candidates.list(walk)) : null;
  const most = Math.min(times, values ? values.length : Infinity);
  const began = Date.now();
  for (let count = 1; count <= most; count += 1) {
    const isLast = count === most || Date.now() - began + every * 1000 > within * 1000;
    if (values) walk.values[candidates.name] = values[count - 1];
    if (attempt(walk, step, isLast)) return true;
    if (isLast) return false;
    sleep(every);
  }
  return false;
}

// Sends a step once. What does not hold is counted where nothing follows.
function attempt(walk, step, counts) {
  const answer = send(walk, step.name, step.request, step.statuses.includes('401'));
  const wrong = [];
  if (!isOne(answer.status, step.statuses)) wrong.push(`status ${step.statuses.join(' or ')}`);
  for (const [name, all] of step.headers) {
    const value = header(answer, name);
    if (value === undefined || !all.every((one) => asserted(one, value, walk))) wrong.push(`header ${name}`);
  }
  const body = parsed(answer);
  if (step.json && body === undefined) wrong.push('a JSON body');
  for (const one of step.checks) if (!checked(walk, one, body)) wrong.push(one.label);
  for (const one of step.html) if (!seen(walk, one, answer)) wrong.push(one.label);
  for (const one of step.texts) if (!asserted(one, answer.body || '', walk)) wrong.push('the text');
  if (wrong.length === 0) {
    for (const capture of step.captures) {
      const found = captured(walk, capture, answer, body);
      if (found === undefined) wrong.push(`captures ${capture.name}`);
      else walk.values[capture.name] = found;
    }
  }
  if (wrong.length === 0) return hold(walk, step, 'as promised', true);
  if (counts) wrong.forEach((what) => hold(walk, step, what, false));
  return false;
}

function send(walk, name, request, wants401) {
  const once = (isNew) => {
    const headers = {};
    for (const [key, value] of request.headers) headers[key] = text(value(walk));
    const has = (key) => Object.keys(headers).some((known) => known.toLowerCase() === key);
    if (request.as === 'admin') headers.Authorization = `Bearer ${adminToken(isNew)}`;
    if (request.bearer) headers.Authorization = `Bearer ${text(request.bearer(walk))}`;
    const query = request.query.map(([key, value]) => `${encoded(key)}=${encoded(value(walk))}`);
    const path = request.path(walk);
    const mark = path.includes('?') ? '&' : '?';
    const url = target() + path + (query.length > 0 ? mark + query.join('&') : '');
    const body = request.body ? request.body(walk) : null;
    if (request.type && !has('content-type')) headers['Content-Type'] = request.type;
    const jar = request.session ? (walk.jars[request.session] = walk.jars[request.session] || new http.CookieJar()) : new http.CookieJar();
    return http.request(request.method, url, body, {
      headers, jar, redirects: request.follow ? 10 : 0, timeout: request.timeout, tags: { name },
    });
  };
  const answer = once(false);
  const isOver = answer.status === 401 && request.as === 'admin' && !wants401 && !__ENV.MAGEWALK_ADMIN_TOKEN;
  return isOver ? once(true) : answer;
}

const isOne = (status, allowed) =>
  allowed.some((one) => String(status) === one || (one.endsWith('xx') && String(status)[0] === one[0]));

function parsed(answer) {
  try {
    return JSON.parse(answer.body);
  } catch (error) {
    return undefined;
  }
}

function header(answer, name) {
  const key = Object.keys(answer.headers).find((known) => known.toLowerCase() === name);
  return key === undefined ? undefined : answer.headers[key];
}

function checked(walk, one, body) {
  if (body === undefined) return false;
  const nodes = select(body, one.path(walk));
  return one.all.every((assertion) => {
    if (assertion.kind === 'exists') return (nodes.length > 0) === assertion.value;
    if (nodes.length === 0) return false;
    if (assertion.kind === 'sum_of') {
      const parts = assertion.paths.map((path) => select(body, path(walk)));
      const all = parts.flat().map(Number);
      const sum = all.reduce((a, b) => a + b, 0);
      return parts.every((part) => part.length > 0) && nodes.every((node) => Math.abs(Number(node) - sum) < 1e-6);
    }
    if (assertion.kind === 'same_set') {
      const found = nodes.length === 1 && Array.isArray(nodes[0]) ? nodes[0] : nodes;
      const promised = assertion.values.map((value) => value(walk));
      const count = (list, item) => list.filter((other) => same(other, item)).length;
      return found.length === promised.length && promised.every((item) => count(found, item) === count(promised, item));
    }
    return nodes.every((node) => asserted(assertion, node, walk));
  });
}

function asserted(assertion, value, walk) {
  const size = () => (typeof value === 'string' ? [...value].length : value && typeof value === 'object' ? Object.keys(value).length : -1);
  switch (assertion.kind) {
    case 'equals': return same(value, assertion.value(walk));
    case 'matches': return ['string', 'number'].includes(typeof value) && assertion.pattern.test(String(value));
    case 'contains': {
      const part = assertion.value(walk);
      return Array.isArray(value) ? value.some((one) => same(one, part)) : typeof value === 'string' && value.includes(text(part));
    }
    case 'length': return size() === assertion.value;
    case 'at_least': return typeof value === 'number' && value >= assertion.value;
    case 'at_most': return typeof value === 'number' && value <= assertion.value;
    case 'is': return kindOf(value) === assertion.value || (assertion.value === 'number' && typeof value === 'number');
    default: return false;
  }
}

function kindOf(value) {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function same(a, b) {
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [keys, others] = [Object.keys(a), Object.keys(b)];
  return keys.length === others.length && keys.every((key) => key in b && same(a[key], b[key]));
}

function seen(walk, one, answer) {
  const found = answer.html(one.select);
  if (one.count === null ? found.size() === 0 : found.size() !== one.count) return false;
  if (one.all.length === 0) return true;
  for (let at = 0; at < found.size(); at += 1) {
    const raw = one.attribute ? found.eq(at).attr(one.attribute) : found.eq(at).text();
    const value = one.attribute ? raw : String(raw).replace(/\s+/g, ' ').trim();
    if (value !== undefined && one.all.every((assertion) => asserted(assertion, value, walk))) return true;
  }
  return false;
}

// Returns what a capture finds: one thing, or the list of all; nothing where that is not so.
function captured(walk, capture, answer, body) {
  const { from } = capture;
  let found = [];
  if (from.kind === 'path') found = body === undefined ? [] : select(body, from.path(walk));
  else if (from.kind === 'cookie') found = ((answer.cookies || {})[from.name] || []).map((cookie) => cookie.value);
  else if (from.kind === 'css') {
    const elements = answer.html(from.select);
    for (let at = 0; at < elements.size(); at += 1) {
      const one = from.attribute ? elements.eq(at).attr(from.attribute) : elements.eq(at).text().trim();
      if (one !== undefined) found.push(one);
    }
  } else {
    const whole = from.kind === 'header' ? header(answer, from.name) : answer.body || '';
    const match = whole === undefined || !from.pattern ? null : from.pattern.exec(whole);
    if (from.pattern ? match : whole !== undefined) found = [from.pattern ? (match[1] === undefined ? match[0] : match[1]) : whole];
  }
  if (found.length === 0) return capture.fallback;
  if (capture.all) return found;
  return found.length === 1 ? found[0] : undefined;
}

// Takes back what the walk made, newest first: only what a look right before finds to be its own.
function takeBack(walk) {
  for (const step of walk.made.reverse()) {
    try {
      takeBackOne(walk, step);
    } catch (error) {
      hold(walk, step, `taken back: ${error.message}`, false);
    }
  }
}

function takeBackOne(walk, step) {
  const { find, request, statuses } = step.undo;
  const own = { ...walk, values: { ...walk.values } };
  if (find) {
    const found = look(walk, step);
    if (found === null) return;
    Object.assign(own.values, found);
  } else if (walk.states[step.id] !== 'passed') return;
  const answer = send(own, `${step.name} (undo)`, request, false);
  hold(walk, step, 'taken back', isOne(answer.status, statuses));
}

const isThere = (walk, step) => step.undo.find !== null && look(walk, step) !== null;

// Looks for what a step makes, and returns its values; null where it is not there.
function look(walk, step) {
  const { find } = step.undo;
  const answer = send(walk, `${step.name} (look)`, find.request, false);
  if (answer.status === 404 && parsed(answer) !== undefined) return null;
  const body = parsed(answer);
  if (answer.status < 200 || answer.status > 299 || body === undefined) {
    throw new Error(`the look for it is answered with ${answer.status}`);
  }
  const values = {};
  for (const [name, path] of find.captures) {
    const found = select(body, path(walk));
    if (found.length === 0) return null;
    const isOther = name in walk.values && !same(text(walk.values[name]), text(found[0]));
    if (found.length > 1 || isOther) throw new Error('what a look finds is not the walk\'s own');
    [values[name]] = found;
  }
  return values;
}

// JSONPath (RFC 9535).
const paths = {};

function select(root, path) {
  if (!paths[path]) paths[path] = compiled(path);
  return paths[path](root);
}

function compiled(path) {
  const reader = { path, at: 0 };
  const fail = () => new Error(`the path \`${path}\` cannot be read at ${reader.at}`);
  const next = (token) => {
    while (path[reader.at] === ' ') reader.at += 1;
    if (!path.startsWith(token, reader.at)) return false;
    reader.at += token.length;
    return true;
  };
  const must = (token) => {
    if (!next(token)) throw fail();
  };
  const like = (pattern) => {
    while (path[reader.at] === ' ') reader.at += 1;
    const found = pattern.exec(path.slice(reader.at));
    if (!found) return null;
    reader.at += found[0].length;
    return found[0];
  };
  const children = (node) => (node && typeof node === 'object' ? Object.keys(node).map((key) => node[key]) : []);
  const below = (node) => [node].concat(...children(node).map(below));
  const member = (name) => (node) =>
    node && typeof node === 'object' && !Array.isArray(node) && Object.prototype.hasOwnProperty.call(node, name) ? [node[name]] : [];
  const element = (index) => (node) => {
    const at = Array.isArray(node) && index < 0 ? node.length + index : index;
    return Array.isArray(node) && at in node ? [node[at]] : [];
  };
  const quoted = () => {
    const found = like(/^'(?:[^'\\]|\\.)*'|^"(?:[^"\\]|\\.)*"/);
    if (found === null) return null;
    const inner = found.slice(1, -1).replace(/\\'/g, "'").replace(/\\"/g, '"').replace(/"/g, '\\"');
    return JSON.parse(`"${inner}"`);
  };
  const selector = () => {
    const name = quoted();
    if (name !== null) return member(name);
    if (next('*')) return children;
    if (next('?')) {
      const holds = either();
      return (node, root) => children(node).filter((child) => holds(child, root));
    }
    const slice = like(/^(-?\d+)?:(-?\d+)?(?!:)/);
    if (slice !== null) {
      const [from, to] = slice.split(':').map((end) => (end === '' ? undefined : Number(end)));
      return (node) => (Array.isArray(node) ? node.slice(from, to) : []);
    }
    const index = like(/^-?\d+/);
    if (index === null) throw fail();
    return element(Number(index));
  };
  const bracket = () => {
    const all = [selector()];
    while (next(',')) all.push(selector());
    must(']');
    return (node, root) => all.flatMap((one) => one(node, root));
  };
  const named = () => {
    if (path[reader.at] === '*') {
      reader.at += 1;
      return children;
    }
    const name = /^[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*/.exec(path.slice(reader.at));
    if (!name) throw fail();
    reader.at += name[0].length;
    return member(name[0]);
  };
  const segments = () => {
    const all = [];
    for (;;) {
      if (path.startsWith('..', reader.at)) {
        reader.at += 2;
        const one = path[reader.at] === '[' ? (must('['), bracket()) : named();
        all.push((node, root) => below(node).flatMap((each) => one(each, root)));
      } else if (path[reader.at] === '.') {
        reader.at += 1;
        all.push(named());
      } else if (path[reader.at] === '[') {
        reader.at += 1;
        all.push(bracket());
      } else return (node, root) => all.reduce((nodes, one) => nodes.flatMap((each) => one(each, root)), [node]);
    }
  };
  const query = () => {
    if (next('@')) {
      const all = segments();
      return (node, root) => all(node, root);
    }
    if (next('$')) {
      const all = segments();
      return (node, root) => all(root, root);
    }
    return null;
  };
  const sizeOf = (value) => (typeof value === 'string' ? [...value].length : Object.keys(value).length);
  const functions = {
    length: ([of]) => (of.length === 1 && of[0] && ['string', 'object'].includes(typeof of[0]) ? [sizeOf(of[0])] : []),
    count: ([of]) => [of.length],
    value: ([of]) => (of.length === 1 ? of : []),
    match: ([of, by]) => (typeof of[0] === 'string' && new RegExp(`^(?:${by[0]})$`).test(of[0]) ? [true] : []),
    search: ([of, by]) => (typeof of[0] === 'string' && new RegExp(by[0]).test(of[0]) ? [true] : []),
  };
  const called = () => {
    const name = like(/^(length|count|value|match|search)(?=\()/);
    if (name === null) return null;
    must('(');
    const given = [comparable()];
    while (next(',')) given.push(comparable());
    must(')');
    return (node, root) => functions[name](given.map((one) => one(node, root)));
  };
  const comparable = () => {
    const nodes = query() || called();
    if (nodes) return nodes;
    const string = quoted();
    if (string !== null) return () => [string];
    const word = like(/^(true|false|null)\b|^-?\d+(\.\d+)?([eE][-+]?\d+)?/);
    if (word === null) throw fail();
    const value = JSON.parse(word);
    return () => [value];
  };
  const compare = (left, operator, right) => (node, root) => {
    const [a, b] = [left(node, root), right(node, root)];
    const isEqual = a.length === 0 || b.length === 0 ? a.length === b.length : same(a[0], b[0]);
    const isLess = (x, y) => x.length > 0 && y.length > 0 && typeof x[0] === typeof y[0] && ['number', 'string'].includes(typeof x[0]) && x[0] < y[0];
    switch (operator) {
      case '==': return isEqual;
      case '!=': return !isEqual;
      case '<': return isLess(a, b);
      case '<=': return isLess(a, b) || isEqual;
      case '>': return isLess(b, a);
      default: return isLess(b, a) || isEqual;
    }
  };
  const basic = () => {
    if (next('!')) {
      const inner = basic();
      return (node, root) => !inner(node, root);
    }
    if (next('(')) {
      const inner = either();
      must(')');
      return inner;
    }
    const left = comparable();
    const operator = like(/^(==|!=|<=|>=|<|>)/);
    if (operator !== null) return compare(left, operator, comparable());
    return (node, root) => left(node, root).length > 0;
  };
  const both = () => {
    const all = [basic()];
    while (next('&&')) all.push(basic());
    return (node, root) => all.every((one) => one(node, root));
  };
  function either() {
    const all = [both()];
    while (next('||')) all.push(both());
    return (node, root) => all.some((one) => one(node, root));
  }
  must('$');
  const whole = segments();
  if (reader.at !== path.length) throw fail();
  return (root) => whole(root, root);
}

// A text inside of a quoted part of a path.
const quotedIn = (value) => text(value).replace(/[\\'"]/g, (one) => `\\${one}`);
