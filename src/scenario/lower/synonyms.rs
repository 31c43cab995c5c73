//! What people write who come from another tool, and what it is here.
//!
//! One table for all places. A word is looked up for the map it stands in, so that `json` in `expect`
//! is told `documented`, and in a request nothing at all.

/// What a foreign word is here.
pub(super) struct Synonym {
    /// The map in which it is met, as messages call it.
    of: &'static str,
    /// The words, in small letters without `_` and `-`.
    words: &'static [&'static str],
    /// The keys that it stands for: where one of them is missing, that is not said as well.
    pub(super) meant: &'static [&'static str],
    /// What to type.
    pub(super) hint: &'static str,
}

/// Finds what a word is, in the map that messages call so.
pub(super) fn synonym(of: &str, word: &str) -> Option<&'static Synonym> {
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
pub(super) fn in_place_of_a_map(what: &str, text: &str) -> String {
    let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
    match what {
        EXPECT if text.parse::<u16>().is_ok() => format!("write `expect: {{status: {text}}}`"),
        REQUEST if text.starts_with('/') => format!("write `request: {{GET: {text}}}`"),
        REQUEST if !rest.is_empty() && first.chars().all(|letter| letter.is_ascii_uppercase()) => {
            format!("write `request: {{{first}: {}}}`", rest.trim())
        }
        CHECK => "write a path and what holds there: `- $.id: {equals: 1}`".to_owned(),
        SCENARIO => {
            "a scenario is YAML with `title: …` and a list of `steps:`; `magewalk new NAME` writes \
                     one"
            .to_owned()
        }
        _ => "write `key: value` in lines below, or `{key: value}`".to_owned(),
    }
}

/// Makes a line of the table.
const fn s(
    of: &'static str,
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

const SCENARIO: &str = "a scenario";
const TUTORIAL: &str = "a tutorial";
const STEP: &str = "a step";
const REQUEST: &str = "a request";
const EXPECT: &str = "`expect`";
const CHECK: &str = "a check";
const CAPTURE: &str = "a capture";
const UNDO: &str = "`undo`";
const RETRY: &str = "`retry`";

/// Where single assertions stand.
pub(super) const ASSERTION: &str = "an assertion";

/// Where a kind of `vary` stands.
pub(super) const VARY: &str = "vary";

/// Where a function of `${…}` stands.
pub(super) const FUNCTION: &str = "a function";

#[rustfmt::skip] // A line an entry.
const TABLE: &[Synonym] = &[
    // Whole files: Postman, Tavern, Artillery, Arazzo.
    s(SCENARIO, &["name", "testname", "workflowid", "id"], &["title"], "write `title: …`; the name of a scenario is that of its file"),
    s(SCENARIO, &["description", "summary", "info", "doc"], &["explain"], "write `explain: …`"),
    s(SCENARIO, &["tests", "test", "requests", "item", "items", "stages", "scenarios", "flow", "tasks", "workflows", "cases", "testcases"], &["steps"], "write `steps:` and below it a list of steps"),
    s(SCENARIO, &["variables", "variable", "env", "environment", "defaults", "consts"], &["vars"], "write `vars: {name: value}`; what differs from shop to shop is given by `--var name=…` or `MAGEWALK_NAME`"),
    s(SCENARIO, &["baseurl", "baseuri", "host", "server", "servers", "target", "url", "config"], &[], "the shop is named where it is walked: `magewalk run FILE --target URL`; a path begins with `/`"),
    s(SCENARIO, &["setup", "before", "beforeall", "beforeeach", "prerequest", "includes"], &[], "write a step at the beginning; steps that need it name it in `needs`"),
    s(SCENARIO, &["teardown", "after", "afterall", "aftereach", "cleanup", "finally"], &[], "each step that makes something says in its `undo` how it is taken back, whatever happens"),
    s(SCENARIO, &["headers", "auth", "authorization"], &[], "each request says its own: `headers: {…}`, `as: admin` or `bearer: ${token}`"),
    s(TUTORIAL, &["name", "id"], &["title"], "write `title: …`; the name of a tutorial is that of its folder"),
    s(TUTORIAL, &["description", "summary", "info", "explain"], &[], "a tutorial has a `title`; `explain` belongs in its scenarios"),
    s(TUTORIAL, &["variables", "variable", "env", "environment", "defaults", "consts"], &["vars"], "write `vars: {name: value}`; what differs from shop to shop is given by `--var name=…` or `MAGEWALK_NAME`"),
    s(TUTORIAL, &["baseurl", "baseuri", "host", "server", "servers", "target", "url", "config"], &[], "the shop is named where it is walked: `magewalk run FOLDER --target URL`; a path begins with `/`"),
    s(TUTORIAL, &["steps", "tests", "scenarios", "requests", "item", "items"], &[], "steps belong in scenario files beside this one, such as `01-sign-in.yaml`"),
    // Steps.
    s(STEP, &["name", "label", "stepid"], &["title"], "write `title: …`, and a short `id: …` by which other steps name it"),
    s(STEP, &["description", "desc", "summary", "doc", "comment", "notes"], &["explain"], "write `explain: …`"),
    s(STEP, &["url", "uri", "path", "endpoint", "method", "get", "post", "put", "delete", "patch", "head", "http", "operation", "operationid"], &["request"], "method and path belong in `request`: `request: {GET: /rest/V1/store/websites}`"),
    s(STEP, &["body", "json", "form", "text", "data", "payload", "params", "query", "qs", "headers", "header", "auth", "bearer", "as", "timeout", "session", "follow", "cookies"], &[], "it belongs to the request: `request: {POST: /…, headers: {…}, json: {…}}`"),
    s(STEP, &["assert", "asserts", "assertion", "assertions", "check", "checks", "validate", "validators", "test", "tests", "response", "expected", "should", "then", "status", "statuscode", "expectstatus", "documented", "successcriteria"], &["expect"], "write `expect: {status: 200}`, and what else has to hold: `documented: …` or `checks: [{$.id: {equals: 1}}]`"),
    s(STEP, &["save", "extract", "extractors", "register", "store", "captures", "export", "outputs", "set", "assign", "vars", "variables"], &["capture"], "write `capture: {customer_id: $.id}`; later steps use it as `${customer_id}`"),
    s(STEP, &["dependson", "depends", "requires", "require", "after"], &["needs"], "write `needs: [ID]` with the ids of steps above; a value that is used needs its step anyway"),
    s(STEP, &["if", "skip", "skipif", "onlyif", "condition", "enabled", "disabled", "iftrue"], &["when"], "write `when: ${name}` or `unless: ${name}`: the step applies where the variable is set, or is not"),
    s(STEP, &["retries", "poll", "wait", "delay", "sleep", "pause", "think", "until", "delayafter", "delaybefore", "maxretries"], &["retry"], "a step that only reads may be repeated until it holds: `retry: {every: 2s, for: 60s}`"),
    s(STEP, &["cleanup", "teardown", "finally", "rollback"], &["undo"], "write `undo:` with a request that takes back what the step makes"),
    s(STEP, &["loop", "foreach", "repeat", "withitems", "parametrize", "dataset", "data", "times", "examples"], &[], "a step is sent once: write a step for each"),
    s(STEP, &["tags", "tag", "group", "folder", "severity", "priority"], &[], "leave it out; `magewalk run FILE --only ID` chooses steps"),
    // Requests.
    s(REQUEST, &["url", "uri", "path", "endpoint", "method", "verb"], &["GET"], "the method is the key, the path its value: `GET: /rest/V1/store/websites`"),
    s(REQUEST, &["body", "data", "payload", "content", "raw", "requestbody", "jsonbody"], &[], "a body is `json: {…}`, `form: {…}` or `text: …`"),
    s(REQUEST, &["urlencoded", "formparams", "formurlencoded"], &[], "write `form: {name: value}`"),
    s(REQUEST, &["multipart", "formdata", "files", "file", "multipartformdata"], &[], "files cannot be sent; a form without files is `form: {name: value}`"),
    s(REQUEST, &["params", "qs", "querystring", "queryparams", "querystringparams", "parameters", "searchparams"], &[], "write `query: {name: value}`"),
    s(REQUEST, &["auth", "authorization", "oauth", "oauth2", "basic", "basicauth", "token", "username", "user"], &[], "write `as: admin`, or `bearer: ${token}` with a captured token"),
    s(REQUEST, &["cookies", "cookie", "cookiejar", "jar"], &[], "write `session: NAME`: requests of one name share their cookies"),
    s(REQUEST, &["allowredirects", "followredirects", "followredirect", "maxredirects", "redirect", "redirects"], &[], "write `follow: true`; without it no redirect is followed"),
    s(REQUEST, &["verify", "insecure", "strictssl", "verifyssl", "cert", "cacert"], &[], "that is said of the whole run: `--insecure`, `--cacert FILE`, `--cert FILE`"),
    s(REQUEST, &["graphql"], &[], "write `POST: /graphql` and `json: {query: …}`"),
    s(REQUEST, &["proxy", "proxies"], &[], "proxies are taken from HTTPS_PROXY, HTTP_PROXY and NO_PROXY"),
    // What is expected.
    s(EXPECT, &["code", "statuscode", "expectstatus", "httpstatus", "responsecode", "statuscodes"], &["status"], "write `status: 200`"),
    s(EXPECT, &["body", "json", "response", "content", "data", "equals", "payload", "strict"], &[], "write `documented:` and the body below it; what may differ goes to `vary`, a part alone to `checks`"),
    s(EXPECT, &["assert", "asserts", "assertion", "assertions", "jsonpath", "jsonpaths", "validate", "validators", "test", "tests", "check", "match", "matches", "contains", "fields", "values", "expression", "hasproperty"], &[], "write `checks: [{$.id: {equals: 1}}]`: a list of paths with what holds there"),
    s(EXPECT, &["contenttype", "mime", "type"], &[], "write `headers: {content-type: {contains: json}}`"),
    s(EXPECT, &["cookies", "cookie", "setcookie"], &[], "write `headers: {set-cookie: {contains: NAME}}`"),
    s(EXPECT, &["time", "responsetime", "duration", "maxtime", "latency", "elapsed", "timeout"], &[], "times are not judged; `timeout: 5s` in the request ends one that takes too long"),
    s(EXPECT, &["schema", "jsonschema"], &[], "print an answer as `documented:`, and say in `vary` where only the type counts"),
    s(EXPECT, &["ignore", "ignored", "exclude", "excluding", "except"], &[], "write `vary: {$.path: any}`"),
    s(EXPECT, &["css", "selector", "select", "xpath", "element", "elements"], &[], "write `html: [{select: CSS, text: {contains: …}}]`"),
    s(EXPECT, &["capture", "captures", "save", "extract"], &[], "`capture` belongs beside `expect`, not in it"),
    // Captures, retry, undo.
    s(CAPTURE, &["json", "path", "jmespath", "jsonbody", "body"], &["jsonpath"], "write the path itself, `name: $.id`, or `{jsonpath: $.id, …}`"),
    s(CAPTURE, &["css", "selector", "xpath"], &["select"], "write `{select: CSS, attribute: NAME}`"),
    s(CAPTURE, &["re", "regexp", "pattern", "match", "group"], &["regex"], "write `{regex: '…(…)…'}`: the first group is taken"),
    s(CAPTURE, &["optional", "fallback", "otherwise", "required"], &[], "a capture has to find something; what is taken where there is nothing is `default: …`"),
    s(RETRY, &["interval", "delay", "wait", "sleep", "pause"], &["every"], "write `every: 2s`"),
    s(RETRY, &["timeout", "until", "maxtime", "within", "upto"], &["for"], "write `for: 60s`"),
    s(RETRY, &["count", "max", "maxretries", "retries", "attempts", "limit"], &["times"], "write `times: 20`"),
    s(UNDO, &["request", "method", "url", "path"], &["DELETE"], "the request belongs in `undo` itself: `undo: {DELETE: /rest/V1/…, find: …}`"),
    s(UNDO, &["status", "statuscode"], &["expect"], "write `expect: {status: 200}`"),
    // Assertions: jest, chai, k6, Hurl, Tavern, Hamcrest.
    s(ASSERTION, &["eq", "==", "=", "===", "equal", "equalto", "isequal", "isequalto", "be", "tobe", "toequal", "value", "eql"], &[], "did you mean `equals`?"),
    s(ASSERTION, &["ne", "neq", "not", "!=", "!==", "notequal", "notequals", "differs", "notcontains", "doesnotcontain"], &[], "nothing is said by what a value is not: say what it is, or `exists: false` of what must not be there"),
    s(ASSERTION, &["gt", "gte", "ge", ">", ">=", "min", "minimum", "greaterthan", "greaterorequal", "atleast", "morethan"], &[], "write `at_least: 1`, the smallest value that is right"),
    s(ASSERTION, &["lt", "lte", "le", "<", "<=", "max", "maximum", "lessthan", "lessorequal", "atmost"], &[], "write `at_most: 9`, the largest value that is right"),
    s(ASSERTION, &["regex", "regexp", "match", "pattern", "matchesregex", "matchregex", "re", "like"], &[], "write `matches: REGEX`"),
    s(ASSERTION, &["include", "includes", "in", "has", "hasitem", "contain", "tocontain", "containsstring"], &[], "write `contains: …`"),
    s(ASSERTION, &["startswith", "beginswith", "prefix"], &[], "write `matches: '^…'`"),
    s(ASSERTION, &["endswith", "suffix"], &[], "write `matches: '…$'`"),
    s(ASSERTION, &["len", "size", "count", "haslength", "lengthof", "lengthequals", "havelength"], &[], "write `length: 3`"),
    s(ASSERTION, &["empty", "isempty", "notempty", "isnotempty"], &[], "write `length: 0`; of what is not empty, `exists: true` or its `length`"),
    s(ASSERTION, &["type", "typeof", "instanceof", "a", "an", "isinteger", "isstring", "isnumber", "isboolean", "isarray", "islist", "isobject", "iscollection"], &[], "write `is: integer` (or `string`, `number`, `boolean`, `array`, `object`, `null`)"),
    s(ASSERTION, &["exist", "present", "defined", "isdefined", "notnull", "required", "isnotnull", "existing"], &[], "write `exists: true`"),
    s(ASSERTION, &["missing", "absent", "undefined", "notexists", "notexist"], &[], "write `exists: false`"),
    s(ASSERTION, &["null", "isnull", "nil", "none"], &[], "write `is: null`"),
    // Kinds of `vary`.
    s(VARY, &["ignore", "ignored", "*", "anything", "skip"], &[], "did you mean `any`?"),
    s(VARY, &["float", "decimal", "double", "numeric"], &[], "did you mean `number`?"),
    s(VARY, &["id", "long"], &[], "did you mean `integer`?"),
    s(VARY, &["timestamp", "date", "time", "moment", "isodate"], &[], "did you mean `datetime`?"),
    s(VARY, &["text", "word"], &[], "did you mean `string`?"),
    s(VARY, &["uuid", "guid", "hash", "secret", "jwt", "bearer"], &[], "did you mean `token`?"),
    s(VARY, &["nullable", "missing", "maybe"], &[], "write `optional` for what may be missing, `any` for what may be null"),
    s(VARY, &["regex", "regexp", "pattern", "match"], &[], "write `{matches: REGEX}`"),
    s(VARY, &["sorted", "anyorder", "set"], &[], "did you mean `unordered`?"),
    // Functions.
    s(FUNCTION, &["guid", "uuidv4", "uuid4", "randomuuid", "random.uuid"], &[], "did you mean `${uuid()}`?"),
    s(FUNCTION, &["random", "randomint", "randomstring", "randominteger", "faker", "rand"], &[], "what is new in every run is `${run.id}` or `${uuid()}`"),
    s(FUNCTION, &["timestamp", "date", "time", "today", "isotimestamp", "newdate"], &[], "did you mean `${now()}`?"),
    s(FUNCTION, &["str", "tostring", "text"], &[], "did you mean `string(…)`?"),
    s(FUNCTION, &["int", "float", "tonumber", "parseint", "tofloat", "integer"], &[], "did you mean `number(…)`?"),
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
        let places: [(&str, &[&str]); 9] = [
            (SCENARIO, tutorial::SCENARIO_KEYS),
            (TUTORIAL, tutorial::TUTORIAL_KEYS),
            (STEP, step::KEYS),
            (REQUEST, request::KEYS),
            (EXPECT, expectation::KEYS),
            (CAPTURE, capture::KEYS),
            (RETRY, retry::KEYS),
            (UNDO, undo::KEYS),
            (VARY, &kinds),
        ];
        for (of, known) in places {
            for synonym in TABLE.iter().filter(|synonym| synonym.of == of) {
                for word in synonym.words {
                    assert!(!known.contains(word), "{of} has `{word}`");
                }
                for meant in synonym.meant {
                    assert!(known.contains(meant), "{of} has no `{meant}`");
                }
            }
        }
        for word in TABLE
            .iter()
            .filter(|one| one.of == ASSERTION)
            .flat_map(|one| one.words)
        {
            assert!(!ALL.contains(word), "`{word}` is an assertion");
        }
    }

    #[test]
    fn a_word_is_found_however_it_is_spelt() {
        for word in ["status_code", "statusCode", "Status-Code", "statuscode"] {
            let found = synonym(EXPECT, word).map(|synonym| synonym.hint);
            assert_eq!(found, Some("write `status: 200`"), "{word}");
        }
        assert!(synonym(REQUEST, "json").is_none());
        assert!(synonym(EXPECT, "json").is_some());
    }
}
