//! No secret leaves the program, in whatever form a store sends it back.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::support::{Answer, Done, Folder, INTEGRATION, Proxy, Request, Store, magewalk};

const ADMIN: &str = r#"Zwölf"Böxkämpfer/100% <jagen> & 'Eva'\"#;
const CUSTOMER: &str = r#"Grüß-1/2 "G&tt" 'n' 100%+x"#;
const OTP_SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const VERBOSE: [&str; 6] = ["run", "-vv", "--report", "json", "--report", "junit"];

/// A secret in the forms in which stores and programs write texts.
fn forms(secret: &str) -> Vec<String> {
    let json = Value::String(secret.to_owned()).to_string();
    let json = json[1..json.len() - 1].to_owned();
    let php = json.replace('/', "\\/");
    let ascii: String = php
        .chars()
        .map(|c| match c.is_ascii() {
            true => c.to_string(),
            false => format!("\\u{:04x}", u32::from(c)),
        })
        .collect();
    let percent = |kept: &str| -> String {
        let one = |byte: u8| match byte.is_ascii_alphanumeric() || kept.as_bytes().contains(&byte) {
            true => char::from(byte).to_string(),
            false => format!("%{byte:02X}"),
        };
        secret.bytes().map(one).collect()
    };
    let html = secret
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;");
    vec![
        secret.to_owned(),
        json,
        php,
        ascii,
        percent("-._~"),
        percent("-._~!*'()"),
        percent("*-._").replace("%20", "+"),
        html.replace('\'', "&#039;"),
        html.replace('\'', "&#39;"),
        html,
        STANDARD.encode(secret),
        URL_SAFE.encode(secret),
        URL_SAFE_NO_PAD.encode(secret),
    ]
}

/// All that a request says: its token and every text of its body.
fn said(request: &Request) -> Vec<String> {
    fn texts(value: &Value, into: &mut Vec<String>) {
        match value {
            Value::String(text) => into.push(text.clone()),
            Value::Object(members) => members.values().for_each(|value| texts(value, into)),
            Value::Array(items) => items.iter().for_each(|value| texts(value, into)),
            _ => {}
        }
    }
    let header = request.header("authorization");
    let mut all = vec![header.replace("Bearer ", "").replace("OAuth ", "")];
    all.extend(signature(header));
    texts(
        &serde_json::from_slice(&request.body).unwrap_or_default(),
        &mut all,
    );
    all.retain(|text| !text.is_empty());
    all
}

/// The signature of a signed request.
fn signature(header: &str) -> Option<String> {
    let (_, signature) = header.split_once("oauth_signature=\"")?;
    let signature = signature.trim_end_matches('"');
    Some(
        signature
            .replace("%2B", "+")
            .replace("%2F", "/")
            .replace("%3D", "="),
    )
}

/// Repeats everything in every form: in the message, in other members, and in a header.
fn echo_as_json(request: &Request) -> Answer {
    let all: Vec<String> = said(request).iter().flat_map(|text| forms(text)).collect();
    let ascii = all.iter().filter(|text| text.is_ascii());
    let header = ascii.map(String::as_str).collect::<Vec<_>>().join(" , ");
    let body = json!({
        "message": format!("cannot take {}", all.join(" , ")),
        "parameters": all,
        "trace": request.text(),
    });
    Answer::json(400, &body).with("x-echo", &header)
}

fn echo_as_html(request: &Request) -> Answer {
    let all: Vec<String> = said(request).iter().flat_map(|text| forms(text)).collect();
    Answer::html(500, &format!("<pre>{}</pre>", all.join("\n")))
}

/// A shop that takes any admin, and what its requests were.
struct Scene {
    store: Store,
    proxy: Proxy,
    folder: Folder,
    admin_token: String,
}

impl Scene {
    fn new() -> Self {
        Self::before(Store::start())
    }

    fn before(store: Store) -> Self {
        let proxy = Proxy::before(&store);
        let admin_token = store.admin_token();
        let token = Answer::json(200, &json!(admin_token));
        proxy.give("POST", "/authenticate", token.clone());
        proxy.give("POST", "/integration/admin/token", token);
        Self {
            store,
            proxy,
            folder: Folder::new(),
            admin_token,
        }
    }

    fn run(&self, arguments: &[&str]) -> Done {
        magewalk(arguments)
            .env("MAGEWALK_TARGET", &self.proxy.url())
            .env("MAGEWALK_ADMIN_USERNAME", "admin")
            .env("MAGEWALK_ADMIN_PASSWORD", ADMIN)
            .env("MAGEWALK_ADMIN_OTP_SECRET", OTP_SECRET)
            .env("MAGEWALK_PASSWORD", CUSTOMER)
            .within(&self.folder)
            .agreed()
            .run()
    }

    /// What must be seen nowhere: what the user gave, and what travelled.
    fn secrets(&self) -> Vec<String> {
        let mut secrets = vec![ADMIN, CUSTOMER, OTP_SECRET, &self.admin_token]
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>();
        for request in self.proxy.requests() {
            let token = request.header("authorization");
            secrets.extend(signature(token));
            let token = token.replace("Bearer ", "").replace("OAuth ", "");
            let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
            let otp = body["otp"].as_str().unwrap_or_default().to_owned();
            secrets.extend([token, otp].into_iter().filter(|text| !text.is_empty()));
        }
        secrets.sort();
        secrets.dedup();
        secrets
    }

    /// Holds that no secret stands in any output in any form.
    #[track_caller]
    fn keeps_quiet(&self, done: &Done) {
        let mut places = vec![
            ("stdout".to_owned(), done.stdout.clone()),
            ("stderr".to_owned(), done.stderr.clone()),
        ];
        for (path, text) in self.folder.texts() {
            places.push((path.display().to_string(), text));
        }
        for secret in self.secrets() {
            for form in forms(&secret) {
                for (place, text) in &places {
                    // A JSON report escapes what it quotes once more.
                    let twice = Value::String(form.clone()).to_string();
                    let twice = &twice[1..twice.len() - 1];
                    let xml = form.replace('&', "&amp;");
                    for written in [form.as_str(), twice, &xml] {
                        let shown = text.find(written).map(|at| excerpt(text, at));
                        assert_eq!(shown, None, "{written} of {secret} stands in {place}");
                    }
                }
            }
        }
    }
}

fn excerpt(text: &str, at: usize) -> String {
    let before = text[..at].chars().rev().take(60).collect::<Vec<_>>();
    let before: String = before.into_iter().rev().collect();
    before + &text[at..].chars().take(120).collect::<String>()
}

#[test]
fn a_refusal_that_repeats_the_customers_token() {
    for echo in [echo_as_json, echo_as_html] {
        let scene = Scene::new();
        let me = "/V1/customers/me";
        scene
            .proxy
            .on("GET", me, move |request, _| Some(echo(request)));
        let done = scene.run(&VERBOSE);
        assert!(matches!(done.code, Some(1 | 3)), "{done}");
        assert!(scene.secrets().len() >= 6, "{:?}", scene.secrets());
        scene.keeps_quiet(&done);
    }
}

#[test]
fn a_refusal_that_repeats_what_was_sent_as_an_admin() {
    for echo in [echo_as_json, echo_as_html] {
        let scene = Scene::new();
        let customers = "/rest/default/V1/customers";
        scene
            .proxy
            .on("POST", customers, move |request, _| Some(echo(request)));
        let done = scene.run(&VERBOSE);
        let done = done.prints(&["‹password›", "‹admin_"]);
        scene.keeps_quiet(&done);
    }
}

#[test]
fn a_refused_sign_in_that_repeats_the_credentials() {
    for echo in [echo_as_json, echo_as_html] {
        let scene = Scene::new();
        for path in ["/authenticate", "/integration/"] {
            scene
                .proxy
                .on("POST", path, move |request, _| Some(echo(request)));
        }
        let done = scene.run(&VERBOSE);
        assert!(matches!(done.code, Some(1 | 3)), "{done}");
        scene.keeps_quiet(&done);
    }
}

#[test]
fn an_undo_that_fails_and_repeats_the_token() {
    let scene = Scene::new();
    scene.proxy.on("DELETE", "/V1/customers", |request, _| {
        Some(echo_as_json(request))
    });
    let done = scene.run(&VERBOSE).code(3);
    assert_eq!(scene.folder.journals().len(), 1);
    scene.keeps_quiet(&done);
    let done = scene.run(&["cleanup", "--yes"]).code(3);
    scene.keeps_quiet(&done);
    assert_eq!(scene.store.customers().len(), 2);
}

#[test]
fn what_passes_the_wall_is_repeated_by_nobody_in_any_command() {
    let scene = Scene::new();
    let echo = |request: &Request, _: &dyn Fn() -> Answer| {
        let basic = request.header("authorization").replace("Basic ", "");
        let basic = String::from_utf8(STANDARD.decode(basic).unwrap_or_default());
        let said = format!(
            "no: {} {} {}",
            request.header("x-staging-key"),
            request.header("authorization"),
            basic.unwrap_or_default()
        );
        Some(Answer::json(500, &json!({"message": said})).with("x-powered-by", &said))
    };
    let run = |arguments: &[&str]| {
        let done = magewalk(arguments)
            .env("MAGEWALK_TARGET", &scene.proxy.url())
            .env("MAGEWALK_ADMIN_USERNAME", "admin")
            .env("MAGEWALK_ADMIN_PASSWORD", ADMIN)
            .env("MAGEWALK_ADMIN_OTP_SECRET", OTP_SECRET)
            .env("MAGEWALK_BASIC", "me:hunter2hunter2")
            .env("MAGEWALK_HEADER", "X-Staging-Key: hunter3hunter3")
            .within(&scene.folder);
        done.agreed()
            .run()
            .without(&["hunter2", "hunter3", "aHVudGVyMm", "h1bnRlcj"])
    };
    scene.proxy.on("DELETE", "/V1/customers", echo);
    run(&["run", "orders/create-customer"]).code(3);
    assert_eq!(scene.folder.journals().len(), 1);
    run(&["cleanup", "--yes"])
        .code(3)
        .prints(&["‹x-staging-key›"]);
    scene.proxy.on("GET", "/", echo);
    scene.proxy.on("POST", "/", echo);
    run(&["doctor"]);
    run(&["run", "smoke", "--wait-ready", "1s"]).code(3);
    for (file, text) in scene.folder.texts() {
        assert!(!text.contains("hunter"), "{file:?}: {text}");
    }
}

#[test]
fn the_curl_line_names_variables_instead() {
    let scene = Scene::new();
    scene.proxy.give(
        "GET",
        "/V1/customers/me",
        Answer::json(500, &json!({"message": "No."})),
    );
    let done = scene.run(&["run"]).code(1);
    let done = done.prints(&["curl", "$MAGEWALK_CUSTOMER_TOKEN"]);
    scene.keeps_quiet(&done);
}

#[test]
fn an_env_file_is_read_and_never_quoted() {
    let scene = Scene::new();
    let quoted = "MAGEWALK_PASSWORD='Geheim-1/2 \"&\" 100%'\nOTHER=unread\n";
    let text = format!(
        "MAGEWALK_TARGET={}\nMAGEWALK_ADMIN_USERNAME=admin\nMAGEWALK_ADMIN_PASSWORD=hunter22-hunter22\n{quoted}",
        scene.proxy.url()
    );
    let folder = Folder::new();
    folder.write("shop.env", &text);
    let arguments = ["run", "-vv", "--env-file", "shop.env"];
    let run = || magewalk(&arguments).agreed().within(&folder);
    let secrets = ["hunter22", "Geheim-1", "unread"];
    run().run().code(0).without(&secrets);
    let requests = scene.proxy.requests();
    let created = requests
        .iter()
        .find(|request| request.text().contains("Geheim-1/2"));
    assert!(created.is_some());
    // What the environment says goes before what the file says.
    let elsewhere = Store::start();
    run()
        .at(&elsewhere.url())
        .run()
        .code(0)
        .prints(&[&elsewhere.url()]);

    folder.write(
        "shop.env",
        &format!("{text}MAGEWALK_ADMIN_TOKEN='hunter22 no end\n"),
    );
    run().run().code(2).says(&["`shop.env`"]).without(&secrets);
    folder.write("shop.env", "hunter22 Geheim-1\n");
    run().run().code(2).says(&["`shop.env`"]).without(&secrets);
    std::fs::remove_file(folder.path().join("shop.env")).unwrap();
    run().run().code(2).says(&["cannot read `shop.env`"]);
}

/// A tutorial of one step that sends a password of the user, and what the store got.
fn sent_password(variables: &[(&str, &str)], file: &str) -> String {
    let folder = Folder::with_steps(
        "  - id: one\n    title: A step\n    effect: read\n    \
         request: {POST: /rest/V1/echo, json: {it: \"${word}\"}}\n    expect: {status: 200, documented: {done: 1}}\n",
    );
    folder.write(
        "t/tutorial.yaml",
        "title: A tutorial\nvars: {word: {secret: true}}\n",
    );
    folder.write("shop.env", file);
    let proxy = Proxy::before(&Store::start());
    proxy.give("POST", "/echo", Answer::json(200, &json!({"done": 1})));
    let mut run = magewalk(&["run", "t", "--env-file", "shop.env"]).at(&proxy.url());
    for (name, value) in variables {
        run = run.env(name, value);
    }
    run.within(&folder).run().code(0);
    let requests = proxy.requests();
    let body: Value = serde_json::from_slice(&requests[0].body).unwrap();
    body["it"].as_str().unwrap().to_owned()
}

#[test]
fn a_password_arrives_as_it_is_written() {
    let other = [("OTHER", "of-another-program"), ("word1", "other")];
    for (file, expected) in [
        ("MAGEWALK_WORD=pa$word1", "pa$word1"),
        ("MAGEWALK_WORD=\"pa$word1\"", "pa$word1"),
        ("MAGEWALK_WORD=a${OTHER}b", "a${OTHER}b"),
        ("\u{feff}MAGEWALK_WORD='a b'\r\n", "a b"),
    ] {
        assert_eq!(sent_password(&other, file), expected);
    }
    let from_a_file = [("MAGEWALK_WORD", "pass$word\n")];
    assert_eq!(sent_password(&from_a_file, ""), "pass$word");
}

#[test]
fn no_scenario_reads_what_is_given_to_the_program() {
    let folder = Folder::with_steps(
        "  - id: one\n    title: A step\n    effect: read\n    \
         request: {POST: /rest/V1/echo, json: {it: \"${basic}\"}}\n    expect: {status: 200, documented: {done: 1}}\n",
    );
    folder.write("t/tutorial.yaml", "title: A tutorial\nvars: {basic: x}\n");
    for command in ["check", "run"] {
        let done = magewalk(&[command, "t"]).env("MAGEWALK_BASIC", "me:hunter22");
        let done = done.within(&folder).run().code(2);
        done.says(&["`basic` is read by the program itself"])
            .without(&["hunter22"]);
    }
}

/// Runs as an integration in front of a store that repeats what it is sent.
fn signing(scene: &Scene, arguments: &[&str]) -> Done {
    let run = magewalk(arguments).signing_at(&scene.proxy.url());
    let done = run
        .env("MAGEWALK_PASSWORD", CUSTOMER)
        .within(&scene.folder)
        .run();
    for (_, key) in INTEGRATION {
        let places = scene.folder.texts().into_iter().map(|(_, text)| text);
        for text in places.chain([done.stdout.clone(), done.stderr.clone()]) {
            for form in forms(key) {
                assert!(!text.contains(&form), "{form} stands in {text}");
            }
        }
    }
    scene.keeps_quiet(&done);
    done
}

#[test]
fn the_keys_and_signatures_of_an_integration() {
    for echo in [echo_as_json, echo_as_html] {
        let scene = Scene::before(Store::without_port());
        let done = signing(&scene, &VERBOSE).code(0);
        done.prints(&["> Authorization: OAuth ‹authorization›"]);
        let scene = Scene::before(Store::without_port());
        for method in ["POST", "DELETE"] {
            let rule = move |request: &Request, answer: &dyn Fn() -> Answer| {
                let signed = request.header("authorization").starts_with("OAuth ");
                Some(if signed { echo(request) } else { answer() })
            };
            scene.proxy.on(method, "/rest/default/V1/customers", rule);
        }
        let done = signing(&scene, &VERBOSE);
        let done = done.prints(&["curl", "$MAGEWALK_ADMIN_TOKEN", "a signature holds once"]);
        assert!(matches!(done.code, Some(1 | 3)), "{done}");
    }
}

#[test]
fn the_journal_of_an_integration() {
    let scene = Scene::before(Store::without_port());
    scene.proxy.on("DELETE", "/V1/customers", |request, _| {
        Some(echo_as_json(request))
    });
    signing(&scene, &VERBOSE).code(3);
    assert_eq!(scene.folder.journals().len(), 1);
    signing(&scene, &["cleanup", "--yes"]).code(3);
    assert_eq!(scene.store.customers().len(), 2);
}
