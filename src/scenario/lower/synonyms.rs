//! What people write who come from another tool, and what it is here.
//!
//! One table for all places. A word is looked up for the map it stands in, so that `json` in `expect`
//! is told `documented`, and in a request nothing at all.

use crate::scenario::lower::place::Place;

/// What a foreign word is here.
pub(super) struct Synonym {
    /// Where it is met.
    of: Place,
    /// The words, in small letters without `_` and `-`.
    words: &'static [&'static str],
    /// The keys that it stands for: where one of them is missing, that is not said as well.
    pub(super) meant: &'static [&'static str],
    /// What to type.
    pub(super) hint: &'static str,
}

/// Finds what a word is in a place.
pub(super) fn synonym(of: Place, word: &str) -> Option<&'static Synonym> {
    let plain: String = word
        .chars()
        .filter(|character| !"_- ".contains(*character))
        .flat_map(char::to_lowercase)
        .collect();
    TABLE
        .iter()
        .find(|synonym| synonym.of == of && synonym.words.contains(&plain.as_str()))
}

/// Says what to type where a single value stands in place of a map: what people mean by a status, a
/// request line or a condition alone is known.
pub(super) fn in_place_of_a_map(of: Place, text: &str) -> String {
    let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
    match of {
        Place::Expect if text.parse::<u16>().is_ok() => {
            format!("write `expect: {{status: {text}}}`")
        }
        Place::Request if text.starts_with('/') => format!("write `request: {{GET: {text}}}`"),
        Place::Request
            if !rest.is_empty() && first.chars().all(|letter| letter.is_ascii_uppercase()) =>
        {
            format!("write `request: {{{first}: {}}}`", rest.trim())
        }
        Place::Check => "write a path and what holds there: `- $.id: {equals: 1}`".to_owned(),
        Place::Scenario => {
            "a scenario is YAML with `title: …` and a list of `steps:`; `magewalk new NAME` writes \
                     one"
            .to_owned()
        }
        _ => "write `key: value` in lines below, or `{key: value}`".to_owned(),
    }
}

/// Makes a line of the table.
const fn s(
    of: Place,
    words: &'static [&'static str],
    meant: &'static [&'static str],
    hint: &'static str,
) -> Synonym {
    Synonym {
        of,
        words,
        meant,
        hint,
    }
}

#[rustfmt::skip] // A line an entry.
const TABLE: &[Synonym] = &[
    // Whole files: Postman, Tavern, Artillery, Arazzo.
    s(Place::Scenario, &["name", "testname", "workflowid", "id"], &["title"], "write `title: …`; the name of a scenario is that of its file"),
    s(Place::Scenario, &["description", "summary", "info", "doc"], &["explain"], "write `explain: …`"),
    s(Place::Scenario, &["tests", "test", "requests", "item", "items", "stages", "scenarios", "flow", "tasks", "workflows", "cases", "testcases"], &["steps"], "write `steps:` and below it a list of steps"),
    s(Place::Scenario, &["variables", "variable", "env", "environment", "defaults", "consts"], &["vars"], "write `vars: {name: value}`; what differs from shop to shop is given by `--var name=…` or `MAGEWALK_NAME`"),
    s(Place::Scenario, &["baseurl", "baseuri", "host", "server", "servers", "target", "url", "config"], &[], "the shop is named where it is walked: `magewalk run FILE --target URL`; a path begins with `/`"),
    s(Place::Scenario, &["setup", "before", "beforeall", "beforeeach", "prerequest", "includes"], &[], "write a step at the beginning; steps that need it name it in `needs`"),
    s(Place::Scenario, &["teardown", "after", "afterall", "aftereach", "cleanup", "finally"], &[], "each step that makes something says in its `undo` how it is taken back, whatever happens"),
    s(Place::Scenario, &["headers", "auth", "authorization"], &[], "each request says its own: `headers: {…}`, `as: admin` or `bearer: ${token}`"),
    s(Place::Tutorial, &["name", "id"], &["title"], "write `title: …`; the name of a tutorial is that of its folder"),
    s(Place::Tutorial, &["description", "summary", "info", "explain"], &[], "a tutorial has a `title`; `explain` belongs in its scenarios"),
    s(Place::Tutorial, &["variables", "variable", "env", "environment", "defaults", "consts"], &["vars"], "write `vars: {name: value}`; what differs from shop to shop is given by `--var name=…` or `MAGEWALK_NAME`"),
    s(Place::Tutorial, &["baseurl", "baseuri", "host", "server", "servers", "target", "url", "config"], &[], "the shop is named where it is walked: `magewalk run FOLDER --target URL`; a path begins with `/`"),
    s(Place::Tutorial, &["steps", "tests", "scenarios", "requests", "item", "items"], &[], "steps belong in scenario files beside this one, such as `01-sign-in.yaml`"),
    // Steps.
    s(Place::Step, &["name", "label", "stepid"], &["title"], "write `title: …`, and a short `id: …` by which other steps name it"),
    s(Place::Step, &["description", "desc", "summary", "doc", "comment", "notes"], &["explain"], "write `explain: …`"),
    s(Place::Step, &["url", "uri", "path", "endpoint", "method", "get", "post", "put", "delete", "patch", "head", "http", "operation", "operationid"], &["request"], "method and path belong in `request`: `request: {GET: /rest/V1/store/websites}`"),
    s(Place::Step, &["body", "json", "form", "text", "data", "payload", "params", "query", "qs", "headers", "header", "auth", "bearer", "as", "timeout", "session", "follow", "cookies"], &[], "it belongs to the request: `request: {POST: /…, headers: {…}, json: {…}}`"),
    s(Place::Step, &["assert", "asserts", "assertion", "assertions", "check", "checks", "validate", "validators", "test", "tests", "response", "expected", "should", "then", "status", "statuscode", "expectstatus", "documented", "successcriteria"], &["expect"], "write `expect: {status: 200}`, and what else has to hold: `documented: …` or `checks: [{$.id: {equals: 1}}]`"),
    s(Place::Step, &["save", "extract", "extractors", "register", "store", "captures", "export", "outputs", "set", "assign", "vars", "variables"], &["capture"], "write `capture: {customer_id: $.id}`; later steps use it as `${customer_id}`"),
    s(Place::Step, &["dependson", "depends", "requires", "require", "after"], &["needs"], "write `needs: [ID]` with the ids of steps above; a value that is used needs its step anyway"),
    s(Place::Step, &["if", "skip", "skipif", "onlyif", "condition", "enabled", "disabled", "iftrue"], &["when"], "write `when: ${name}` or `unless: ${name}`: the step applies where the variable is set, or is not"),
    s(Place::Step, &["retries", "poll", "wait", "delay", "sleep", "pause", "think", "until", "delayafter", "delaybefore", "maxretries"], &["retry"], "a step that only reads may be repeated until it holds: `retry: {every: 2s, for: 60s}`"),
    s(Place::Step, &["cleanup", "teardown", "finally", "rollback"], &["undo"], "write `undo:` with a request that takes back what the step makes"),
    s(Place::Step, &["loop", "foreach", "repeat", "withitems", "parametrize", "dataset", "data", "times", "examples"], &[], "a step is sent once: write a step for each"),
    s(Place::Step, &["tags", "tag", "group", "folder", "severity", "priority"], &[], "leave it out; `magewalk run FILE --only ID` chooses steps"),
    // Requests.
    s(Place::Request, &["url", "uri", "path", "endpoint", "method", "verb"], &["GET"], "the method is the key, the path its value: `GET: /rest/V1/store/websites`"),
    s(Place::Request, &["body", "data", "payload", "content", "raw", "requestbody", "jsonbody"], &[], "a body is `json: {…}`, `form: {…}` or `text: …`"),
    s(Place::Request, &["urlencoded", "formparams", "formurlencoded"], &[], "write `form: {name: value}`"),
    s(Place::Request, &["multipart", "formdata", "files", "file", "multipartformdata"], &[], "files cannot be sent; a form without files is `form: {name: value}`"),
    s(Place::Request, &["params", "qs", "querystring", "queryparams", "querystringparams", "parameters", "searchparams"], &[], "write `query: {name: value}`"),
    s(Place::Request, &["auth", "authorization", "oauth", "oauth2", "basic", "basicauth", "token", "username", "user"], &[], "write `as: admin`, or `bearer: ${token}` with a captured token"),
    s(Place::Request, &["cookies", "cookie", "cookiejar", "jar"], &[], "write `session: NAME`: requests of one name share their cookies"),
    s(Place::Request, &["allowredirects", "followredirects", "followredirect", "maxredirects", "redirect", "redirects"], &[], "write `follow: true`; without it no redirect is followed"),
    s(Place::Request, &["verify", "insecure", "strictssl", "verifyssl", "cert", "cacert"], &[], "that is said of the whole run: `--insecure`, `--cacert FILE`, `--cert FILE`"),
    s(Place::Request, &["graphql"], &[], "write `POST: /graphql` and `json: {query: …}`"),
    s(Place::Request, &["proxy", "proxies"], &[], "proxies are taken from HTTPS_PROXY, HTTP_PROXY and NO_PROXY"),
    // What is expected.
    s(Place::Expect, &["code", "statuscode", "expectstatus", "httpstatus", "responsecode", "statuscodes"], &["status"], "write `status: 200`"),
    s(Place::Expect, &["body", "json", "response", "content", "data", "equals", "payload", "strict"], &[], "write `documented:` and the body below it; what may differ goes to `vary`, a part alone to `checks`"),
    s(Place::Expect, &["assert", "asserts", "assertion", "assertions", "jsonpath", "jsonpaths", "validate", "validators", "test", "tests", "check", "match", "matches", "contains", "fields", "values", "expression", "hasproperty"], &[], "write `checks: [{$.id: {equals: 1}}]`: a list of paths with what holds there"),
    s(Place::Expect, &["contenttype", "mime", "type"], &[], "write `headers: {content-type: {contains: json}}`"),
    s(Place::Expect, &["cookies", "cookie", "setcookie"], &[], "write `headers: {set-cookie: {contains: NAME}}`"),
    s(Place::Expect, &["time", "responsetime", "duration", "maxtime", "latency", "elapsed", "timeout"], &[], "times are not judged; `timeout: 5s` in the request ends one that takes too long"),
    s(Place::Expect, &["schema", "jsonschema"], &[], "print an answer as `documented:`, and say in `vary` where only the type counts"),
    s(Place::Expect, &["ignore", "ignored", "exclude", "excluding", "except"], &[], "write `vary: {$.path: any}`"),
    s(Place::Expect, &["css", "selector", "select", "xpath", "element", "elements"], &[], "write `html: [{select: CSS, text: {contains: …}}]`"),
    s(Place::Expect, &["capture", "captures", "save", "extract"], &[], "`capture` belongs beside `expect`, not in it"),
    // Captures, retry, undo.
    s(Place::Capture, &["json", "path", "jmespath", "jsonbody", "body"], &["jsonpath"], "write the path itself, `name: $.id`, or `{jsonpath: $.id, …}`"),
    s(Place::Capture, &["css", "selector", "xpath"], &["select"], "write `{select: CSS, attribute: NAME}`"),
    s(Place::Capture, &["re", "regexp", "pattern", "match", "group"], &["regex"], "write `{regex: '…(…)…'}`: the first group is taken"),
    s(Place::Capture, &["optional", "fallback", "otherwise", "required"], &[], "a capture has to find something; what is taken where there is nothing is `default: …`"),
    s(Place::Retry, &["interval", "delay", "wait", "sleep", "pause"], &["every"], "write `every: 2s`"),
    s(Place::Retry, &["timeout", "until", "maxtime", "within", "upto"], &["for"], "write `for: 60s`"),
    s(Place::Retry, &["count", "max", "maxretries", "retries", "attempts", "limit"], &["times"], "write `times: 20`"),
    s(Place::Undo, &["request", "method", "url", "path"], &["DELETE"], "the request belongs in `undo` itself: `undo: {DELETE: /rest/V1/…, find: …}`"),
    s(Place::Undo, &["status", "statuscode"], &["expect"], "write `expect: {status: 200}`"),
    // Assertions: jest, chai, k6, Hurl, Tavern, Hamcrest.
    s(Place::Assertion, &["eq", "==", "=", "===", "equal", "equalto", "isequal", "isequalto", "be", "tobe", "toequal", "value", "eql"], &[], "did you mean `equals`?"),
    s(Place::Assertion, &["ne", "neq", "not", "!=", "!==", "notequal", "notequals", "differs", "notcontains", "doesnotcontain"], &[], "nothing is said by what a value is not: say what it is, or `exists: false` of what must not be there"),
    s(Place::Assertion, &["gt", "gte", "ge", ">", ">=", "min", "minimum", "greaterthan", "greaterorequal", "atleast", "morethan"], &[], "write `at_least: 1`, the smallest value that is right"),
    s(Place::Assertion, &["lt", "lte", "le", "<", "<=", "max", "maximum", "lessthan", "lessorequal", "atmost"], &[], "write `at_most: 9`, the largest value that is right"),
    s(Place::Assertion, &["regex", "regexp", "match", "pattern", "matchesregex", "matchregex", "re", "like"], &[], "write `matches: REGEX`"),
    s(Place::Assertion, &["include", "includes", "in", "has", "hasitem", "contain", "tocontain", "containsstring"], &[], "write `contains: …`"),
    s(Place::Assertion, &["startswith", "beginswith", "prefix"], &[], "write `matches: '^…'`"),
    s(Place::Assertion, &["endswith", "suffix"], &[], "write `matches: '…$'`"),
    s(Place::Assertion, &["len", "size", "count", "haslength", "lengthof", "lengthequals", "havelength"], &[], "write `length: 3`"),
    s(Place::Assertion, &["empty", "isempty", "notempty", "isnotempty"], &[], "write `length: 0`; of what is not empty, `exists: true` or its `length`"),
    s(Place::Assertion, &["type", "typeof", "instanceof", "a", "an", "isinteger", "isstring", "isnumber", "isboolean", "isarray", "islist", "isobject", "iscollection"], &[], "write `is: integer` (or `string`, `number`, `boolean`, `array`, `object`, `null`)"),
    s(Place::Assertion, &["exist", "present", "defined", "isdefined", "notnull", "required", "isnotnull", "existing"], &[], "write `exists: true`"),
    s(Place::Assertion, &["missing", "absent", "undefined", "notexists", "notexist"], &[], "write `exists: false`"),
    s(Place::Assertion, &["null", "isnull", "nil", "none"], &[], "write `is: null`"),
    // Kinds of `vary`.
    s(Place::Vary, &["ignore", "ignored", "*", "anything", "skip"], &[], "did you mean `any`?"),
    s(Place::Vary, &["float", "decimal", "double", "numeric"], &[], "did you mean `number`?"),
    s(Place::Vary, &["id", "long"], &[], "did you mean `integer`?"),
    s(Place::Vary, &["timestamp", "date", "time", "moment", "isodate"], &[], "did you mean `datetime`?"),
    s(Place::Vary, &["text", "word"], &[], "did you mean `string`?"),
    s(Place::Vary, &["uuid", "guid", "hash", "secret", "jwt", "bearer"], &[], "did you mean `token`?"),
    s(Place::Vary, &["nullable", "missing", "maybe"], &[], "write `optional` for what may be missing, `any` for what may be null"),
    s(Place::Vary, &["regex", "regexp", "pattern", "match"], &[], "write `{matches: REGEX}`"),
    s(Place::Vary, &["sorted", "anyorder", "set"], &[], "did you mean `unordered`?"),
    // Functions.
    s(Place::Function, &["guid", "uuidv4", "uuid4", "randomuuid", "random.uuid"], &[], "did you mean `${uuid()}`?"),
    s(Place::Function, &["random", "randomint", "randomstring", "randominteger", "faker", "rand"], &[], "what is new in every run is `${run.id}` or `${uuid()}`"),
    s(Place::Function, &["timestamp", "date", "time", "today", "isotimestamp", "newdate"], &[], "did you mean `${now()}`?"),
    s(Place::Function, &["str", "tostring", "text"], &[], "did you mean `string(…)`?"),
    s(Place::Function, &["int", "float", "tonumber", "parseint", "tofloat", "integer"], &[], "did you mean `number(…)`?"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::lower::assertion::ALL;
    use crate::scenario::lower::{
        capture, expectation, request, retry, step, tutorial, undo, vary,
    };

    #[test]
    fn no_word_of_the_language_is_foreign_and_none_stands_twice() {
        let kinds: Vec<&str> = vary::KINDS.iter().map(|(word, _)| *word).collect();
        let places: [(Place, &[&str]); 9] = [
            (Place::Scenario, tutorial::SCENARIO_KEYS),
            (Place::Tutorial, tutorial::TUTORIAL_KEYS),
            (Place::Step, step::KEYS),
            (Place::Request, request::KEYS),
            (Place::Expect, expectation::KEYS),
            (Place::Capture, capture::KEYS),
            (Place::Retry, retry::KEYS),
            (Place::Undo, undo::KEYS),
            (Place::Vary, &kinds),
        ];
        for (of, known) in places {
            for synonym in TABLE.iter().filter(|synonym| synonym.of == of) {
                for word in synonym.words {
                    assert!(!known.contains(word), "{of:?} has `{word}`");
                }
                for meant in synonym.meant {
                    assert!(known.contains(meant), "{of:?} has no `{meant}`");
                }
            }
        }
        for word in TABLE
            .iter()
            .filter(|one| one.of == Place::Assertion)
            .flat_map(|one| one.words)
        {
            assert!(!ALL.contains(word), "`{word}` is an assertion");
        }
    }

    #[test]
    fn a_word_is_found_however_it_is_spelt() {
        for word in ["status_code", "statusCode", "Status-Code", "statuscode"] {
            let found = synonym(Place::Expect, word).map(|synonym| synonym.hint);
            assert_eq!(found, Some("write `status: 200`"), "{word}");
        }
        assert!(synonym(Place::Request, "json").is_none());
        assert!(synonym(Place::Expect, "json").is_some());
    }
}
