// Metrics, by name.

export const metrics = {};

class Metric {
  constructor(name, isTime) {
    if (!/^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(name)) throw new Error(`no name of a metric: ${name}`);
    this.name = name;
    this.isTime = Boolean(isTime);
    this.values = [];
    metrics[name] = this;
  }

  add(value) {
    if (Number.isNaN(Number(value))) throw new TypeError(`${this.name}: ${value}`);
    this.values.push(Number(value));
  }
}

export class Rate extends Metric {}
export class Trend extends Metric {}
