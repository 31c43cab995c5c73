//! How a store is reached: certificates, keys, proxies, HTTP/2, and what stands before a shop.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

use crate::support::{Authority, Done, Folder, Front, Proxy, Store, magewalk, until};

/// Walks a store, with a folder in which these files lie.
fn walk(url: &str, files: &[(&str, &str)], options: &[&str]) -> Done {
    let folder = Folder::new();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let walk = magewalk(&["run", "orders"]).arguments(options).at(url);
    walk.within(&folder).run()
}

/// Holds that every step that was tried failed for this reason, with this to do about it.
#[track_caller]
fn refused(done: Done, reason: &str, hint: &str) {
    done.code(3).prints(&[reason, hint]).without(&["panicked"]);
}

#[test]
fn a_shop_behind_an_authority_of_its_own_is_walked_with_cacert() {
    let (store, authority) = (Store::start(), Authority::new());
    let front = Front::before(&store, authority.server("127.0.0.1"));
    let files = [("ca.pem", authority.pem())];
    let files: Vec<_> = files
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    let done = walk(&front.url(), &files, &["--cacert", "ca.pem"]);
    done.code(0).prints(&["PASSED"]).without(&["not checked"]);
    let reason = format!(
        "the certificate of `127.0.0.1:{}` is signed by an authority that this machine does not know",
        front.port()
    );
    refused(walk(&front.url(), &[], &[]), &reason, "`--cacert`");
}

#[test]
fn a_wrong_certificate_is_refused_in_words() {
    let (store, authority) = (Store::start(), Authority::new());
    let pem = authority.pem();
    let files = [("ca.pem", pem.as_str())];
    let trusting = ["--cacert", "ca.pem"];
    let front = Front::before(&store, authority.server("other.example"));
    let done = walk(&front.url(), &files, &trusting);
    let reason = format!(
        "the certificate of `127.0.0.1:{}` is for another name",
        front.port()
    );
    refused(done, &reason, "write the name that the certificate has");
    let front = Front::before(&store, authority.expired_server("127.0.0.1"));
    let done = walk(&front.url(), &files, &trusting);
    let reason = format!(
        "the certificate of `127.0.0.1:{}` has expired",
        front.port()
    );
    refused(done, &reason, "renew it");
    let https = store.url().replace("http:", "https:");
    let reason = format!("`{}` does not speak TLS", store.address());
    refused(walk(&https, &[], &[]), &reason, "`http://`");
    let http = front.url().replace("https:", "http:");
    let done = walk(&http, &[], &[]);
    refused(
        done,
        "answers something that is no HTTP",
        "write `https://`",
    );
}

#[test]
fn insecure_is_said_everywhere() {
    let (store, authority) = (Store::start(), Authority::new());
    let front = Front::before(&store, authority.expired_server("other.example"));
    let folder = Folder::new();
    let walk = magewalk(&[
        "run",
        "orders",
        "--insecure",
        "--report",
        "json",
        "--report",
        "junit",
    ]);
    let done = walk.at(&front.url()).within(&folder).run().code(0);
    let done = done.says(&["warning: certificates are not checked (`--insecure`)"]);
    let loud = done.stdout.matches("(certificates not checked)").count();
    assert_eq!(loud, 2, "in the first line and in the summary: {done}");
    let json: serde_json::Value = serde_json::from_str(&folder.read("reports/run.json")).unwrap();
    assert_eq!(json["target"]["insecure"], true);
    let junit = folder.read("reports/junit.xml");
    assert!(junit.contains(r#"<property name="certificates" value="not checked"/>"#));
}

#[test]
fn a_shop_may_want_a_certificate_of_its_clients() {
    let (store, authority) = (Store::start(), Authority::new());
    let front = Front::before(&store, authority.server_that_asks("127.0.0.1"));
    let (ca, (certificate, key)) = (authority.pem(), authority.client());
    let (both, other_key) = (format!("{certificate}{key}"), authority.client().1);
    let files = [
        ("ca.pem", ca.as_str()),
        ("me.pem", &certificate),
        ("me.key", &key),
        ("both.pem", &both),
        ("other.key", &other_key),
    ];
    let walk = |options: &[&str]| {
        let options = [["--cacert", "ca.pem"].as_slice(), options].concat();
        walk(&front.url(), &files, &options)
    };
    walk(&["--cert", "me.pem", "--key", "me.key"])
        .code(0)
        .prints(&["PASSED"]);
    walk(&["--cert", "both.pem"]).code(0).prints(&["PASSED"]);
    let reason = format!(
        "`127.0.0.1:{}` wants a certificate from its clients",
        front.port()
    );
    refused(walk(&[]), &reason, "`--cert`");
    let wrong = walk(&["--cert", "me.pem", "--key", "other.key"]).code(2);
    wrong.says(&["the key does not belong to the client certificate", "--key"]);
}

#[test]
fn files_of_the_connection_are_looked_at_before_anything_is_sent() {
    let proxy = Proxy::alone();
    let (certificate, _) = Authority::new().client();
    let files = [("me.pem", certificate.as_str()), ("notes.txt", "hunter2")];
    for (options, expected) in [
        (
            &["--cacert", "none.pem"][..],
            "--cacert: cannot read `none.pem`",
        ),
        (
            &["--cacert", "notes.txt"],
            "--cacert: `notes.txt` holds no certificate",
        ),
        (
            &["--cert", "notes.txt"],
            "--cert: `notes.txt` holds no certificate",
        ),
        (
            &["--cert", "me.pem"],
            "--cert: `me.pem` holds no private key",
        ),
        (
            &["--cert", "me.pem", "--key", "notes.txt"],
            "--key: `notes.txt` holds no private key",
        ),
        (&["--key", "me.pem"], "--cert"),
        (
            &["--header", "X-Key"],
            "--header: it is not written as `Name: value`",
        ),
        (
            &["--header", "Authorization: hunter2"],
            "--header: `Authorization` carries the API's own token",
        ),
        (
            &["--header", "Host: hunter2"],
            "`Host` is written by the client itself",
        ),
    ] {
        let done = walk(&proxy.url(), &files, options).code(2);
        done.says(&[expected]).without(&["hunter2"]);
    }
    let empty = magewalk(&["run", "orders"]).at(&proxy.url());
    let done = empty.env("MAGEWALK_BASIC", "").run().code(2);
    done.says(&["`MAGEWALK_BASIC` is set, but empty"]);
    let lone = magewalk(&["run", "orders"]).at(&proxy.url());
    let done = lone.env("MAGEWALK_BASIC", "hunter2").run().code(2);
    done.says(&["has no `:` between a user name and a password"])
        .without(&["hunter2"]);
    assert_eq!(proxy.connections(), 0);
}

#[test]
fn http2_is_spoken_where_the_shop_does() {
    let (store, authority) = (Store::start(), Authority::new());
    let front = Front::with_http2(&store, authority.server("127.0.0.1"));
    let pem = authority.pem();
    let done = walk(&front.url(), &[("ca.pem", &pem)], &["--cacert", "ca.pem"]);
    done.code(0).prints(&["PASSED"]);
    assert!(
        front.streams() > 5,
        "{} requests by HTTP/2",
        front.streams()
    );
}

#[test]
fn an_added_header_opens_a_wall_and_is_never_shown() {
    let store = Store::start();
    let proxy = Proxy::before(&store);
    for method in ["GET", "POST", "PUT", "DELETE"] {
        proxy.on(method, "", |request, forward| {
            if request.header("x-staging-key") == "hunter2hunter2" {
                return Some(forward());
            }
            Some(crate::support::Answer::html(
                403,
                "<html><title>No</title></html>",
            ))
        });
    }
    walk(&proxy.url(), &[], &[]).code(3);
    let folder = Folder::new();
    let options = ["--report", "json", "--report", "junit", "-vv"];
    let given = magewalk(&["run", "orders", "--header", "X-Staging-Key: hunter2hunter2"]);
    let done = given
        .arguments(&options)
        .at(&proxy.url())
        .within(&folder)
        .run();
    let done = done
        .code(0)
        .prints(&["‹x-staging-key›"])
        .without(&["hunter2"]);
    drop(done);
    let given =
        magewalk(&["run", "orders"]).env("MAGEWALK_HEADER", "X-Staging-Key: hunter2hunter2");
    let done = given
        .arguments(&options)
        .at(&proxy.url())
        .within(&folder)
        .run();
    done.code(0).without(&["hunter2"]);
    for report in ["reports/run.json", "reports/junit.xml"] {
        assert!(!folder.read(report).contains("hunter2"), "{report}");
    }
}

/// A login in front of a shop that only lets requests with these credentials through.
fn wall(proxy: &Proxy, also_bearers: bool) {
    for method in ["GET", "POST", "PUT", "DELETE"] {
        proxy.on(method, "", move |request, forward| {
            let authorization = request.header("authorization");
            let may_pass = authorization == "Basic bWU6aHVudGVyMmh1bnRlcjI="
                || also_bearers && authorization.starts_with("Bearer ");
            if may_pass {
                return Some(forward());
            }
            let mut answer = crate::support::Answer::html(401, "<html><title>401</title></html>");
            let asks = ("www-authenticate", "Basic realm=\"staging\"");
            answer.headers.push((asks.0.to_owned(), asks.1.to_owned()));
            Some(answer)
        });
    }
}

#[test]
fn basic_credentials_pass_a_login_that_lets_the_apis_tokens_through() {
    let store = Store::start();
    let proxy = Proxy::before(&store);
    wall(&proxy, true);
    let folder = Folder::new();
    let given = magewalk(&["run", "orders", "-vv", "--report", "json"]);
    let given = given
        .env("MAGEWALK_BASIC", "me:hunter2hunter2")
        .at(&proxy.url());
    let done = given.within(&folder).run().code(0);
    let secrets = ["hunter2", "bWU6aHVudGVy"];
    done.prints(&["PASSED", "Basic ‹basic›"]).without(&secrets);
    let report = folder.read("reports/run.json");
    assert!(secrets.iter().all(|secret| !report.contains(secret)));
}

#[test]
fn a_login_that_wants_the_place_of_the_apis_token_is_explained() {
    let store = Store::start();
    let proxy = Proxy::before(&store);
    wall(&proxy, false);
    let given = magewalk(&["run", "orders"]).at(&proxy.url());
    let done = given
        .env("MAGEWALK_BASIC", "me:hunter2hunter2")
        .run()
        .code(3);
    done.prints(&["no room", "`/rest`", "--header"])
        .without(&["hunter2"]);
    let without = magewalk(&["run", "orders"]).at(&proxy.url()).run();
    without
        .code(3)
        .prints(&["a login in front of the shop", "MAGEWALK_BASIC"]);
}

/// A proxy in a process of its own, which takes `shop.test` for this machine.
struct ProxyProcess {
    child: Child,
    address: String,
}

impl ProxyProcess {
    fn start(behaviour: &str) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args([
                "--exact",
                "connection::proxy_process",
                "--ignored",
                "--nocapture",
            ])
            .env("PROXY_BEHAVIOUR", behaviour)
            .stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut lines = lines.map(Result::unwrap);
        let address =
            lines.find_map(|line| line.split_once("proxy on ").map(|(_, at)| at.to_owned()));
        let address = address.unwrap();
        // Read on, or the process would be stopped by a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address }
    }

    fn url(&self, credentials: &str) -> String {
        format!("http://{credentials}{}", self.address)
    }
}

impl Drop for ProxyProcess {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Not a test of its own: the process of the tests below.
#[test]
#[ignore = "runs as the other process of other tests"]
fn proxy_process() {
    let behaviour = std::env::var_os("PROXY_BEHAVIOUR")
        .unwrap()
        .into_string()
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    println!("\nproxy on {}", listener.local_addr().unwrap());
    for stream in listener.incoming() {
        let behaviour = behaviour.clone();
        std::thread::spawn(move || tunnel(stream.unwrap(), &behaviour));
    }
}

fn tunnel(client: TcpStream, behaviour: &str) {
    let mut head = BufReader::new(client.try_clone().unwrap()).lines();
    let first = head.next().unwrap().unwrap();
    let rest: Vec<_> = head
        .map(Result::unwrap)
        .take_while(|line| !line.is_empty())
        .collect();
    let mut to_client = &client;
    let port = first
        .strip_prefix("CONNECT shop.test:")
        .map(|rest| rest.split(' ').next().unwrap());
    let knows = rest
        .iter()
        .any(|line| line.eq_ignore_ascii_case("Proxy-Authorization: Basic bWU6aHVudGVyMg=="));
    let refusal = match behaviour {
        "asks" if !knows => "407 Proxy Authentication Required",
        "refuses" => "403 Forbidden",
        _ if port.is_none() => "502 Bad Gateway",
        _ => {
            let server = TcpStream::connect(("127.0.0.1", port.unwrap().parse().unwrap())).unwrap();
            to_client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
            pass(client.try_clone().unwrap(), server.try_clone().unwrap());
            pass(server, client);
            return;
        }
    };
    let answer = format!("HTTP/1.1 {refusal}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    to_client.write_all(answer.as_bytes()).unwrap();
}

fn pass(mut from: TcpStream, mut to: TcpStream) {
    std::thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(count @ 1..) = from.read(&mut buffer) {
            if to.write_all(&buffer[..count]).is_err() {
                break;
            }
        }
        let _ = to.shutdown(std::net::Shutdown::Both);
    });
}

/// Walks `https://shop.test` through the proxy that this variable names.
fn walk_through(front: &Front, pem: &str, proxy: &str) -> Done {
    let folder = Folder::new();
    std::fs::write(folder.path().join("ca.pem"), pem).unwrap();
    let url = format!("https://shop.test:{}", front.port());
    let walk = magewalk(&[
        "run",
        "orders/create-customer",
        "--yes",
        "--cacert",
        "ca.pem",
        "-v",
    ])
    .at(&url);
    walk.env("HTTPS_PROXY", proxy).within(&folder).run()
}

#[test]
fn a_shop_is_walked_through_a_proxy_process() {
    let (store, authority) = (Store::start(), Authority::new());
    let front = Front::before(&store, authority.server("shop.test"));
    let proxy = ProxyProcess::start("passes");
    walk_through(&front, &authority.pem(), &proxy.url(""))
        .code(0)
        .prints(&["PASSED"]);
    let proxy = ProxyProcess::start("asks");
    let done = walk_through(&front, &authority.pem(), &proxy.url("me:hunter2@"));
    done.code(0).prints(&["PASSED"]).without(&["hunter2"]);
}

#[test]
fn what_goes_wrong_at_the_proxy_is_the_proxys_fault() {
    let (store, authority) = (Store::start(), Authority::new());
    let front = Front::before(&store, authority.server("shop.test"));
    let walk = |proxy: &str| {
        let done = walk_through(&front, &authority.pem(), proxy);
        done.code(3).without(&["hunter2"])
    };
    let proxy = ProxyProcess::start("asks");
    let asks = format!(
        "the proxy `{}` wants a user name and a password",
        proxy.address
    );
    walk(&proxy.url("")).prints(&[&asks, "HTTPS_PROXY=http://user:password@host:port"]);
    walk(&proxy.url("me:hunter2hunter2@")).prints(&[&asks]);
    let proxy = ProxyProcess::start("refuses");
    let refuses = format!(
        "the proxy `{}` does not connect to `shop.test:{}`",
        proxy.address,
        front.port()
    );
    walk(&proxy.url("")).prints(&[&refuses, "`NO_PROXY`"]);
    let nobody = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let nobody = format!("127.0.0.1:{}", nobody.port());
    let down = format!("cannot connect to the proxy `{nobody}`: connection refused");
    walk(&format!("http://me:hunter2@{nobody}")).prints(&[&down]);
}

#[test]
fn plain_http_goes_through_a_proxy_and_loopback_past_it() {
    let store = Store::start();
    let proxy = Proxy::before(&store);
    let walk = magewalk(&["run", "orders/create-customer", "--yes"]).at("http://shop.test");
    walk.env("HTTP_PROXY", &proxy.url())
        .run()
        .code(0)
        .prints(&["PASSED"]);
    let seen = proxy.requests();
    assert!(
        seen.iter()
            .all(|request| request.path.starts_with("http://shop.test/"))
    );
    let walk = magewalk(&["run", "orders"]).at(&store.url());
    let done = walk
        .env("HTTP_PROXY", &proxy.url())
        .env("ALL_PROXY", &proxy.url())
        .run();
    done.code(0);
    assert_eq!(proxy.requests().len(), seen.len());
    let asking = Proxy::alone();
    asking.give(
        "POST",
        "",
        crate::support::Answer::html(407, "<html></html>"),
    );
    let walk = magewalk(&["run", "orders/create-customer", "--yes"]).at("http://shop.test");
    let done = walk.env("HTTP_PROXY", &asking.url()).run().code(3);
    done.prints(&["wants a user name and a password"]);
}

#[test]
fn cleanup_passes_the_wall_too_and_the_journal_holds_no_secret() {
    let (store, folder) = (Store::start(), Folder::new());
    let proxy = Proxy::before(&store);
    wall(&proxy, true);
    let gate = proxy.hold("POST", "/V1/customers");
    let program = |arguments: &[&str]| {
        let program = magewalk(arguments).at(&proxy.url()).within(&folder);
        program.env("MAGEWALK_BASIC", "me:hunter2hunter2")
    };
    let header = ["--header", "X-Staging-Key: hunter3hunter3"];
    let running = program(&["run", "orders"]).arguments(&header).start();
    until("the customer is made", || !store.customers().is_empty());
    running.signal("KILL");
    running.wait();
    gate.open();
    let journals = folder.journals();
    assert_eq!(journals.len(), 1);
    for journal in journals {
        let written = std::fs::read_to_string(folder.path().join(journal)).unwrap();
        assert!(!written.contains("hunter") && !written.contains("aHVudGVy"));
    }
    wall(&proxy, true);
    let before = proxy.requests().len();
    let done = program(&["cleanup", "--yes"])
        .arguments(&header)
        .run()
        .code(0);
    done.prints(&["taken back"]).without(&["hunter"]);
    assert_eq!(store.customers(), []);
    let sent = &proxy.requests()[before..];
    let has_key =
        |request: &crate::support::Request| request.header("x-staging-key") == "hunter3hunter3";
    assert!(!sent.is_empty() && sent.iter().all(has_key));
}

#[test]
fn a_failed_step_shows_a_curl_line_without_the_added_secrets() {
    let store = Store::start();
    let proxy = Proxy::before(&store);
    let no = serde_json::json!({"message": "No: hunter3hunter3"});
    proxy.give(
        "POST",
        "/V1/integration/customer/token",
        crate::support::Answer::json(400, &no),
    );
    let folder = Folder::new();
    let file =
        "MAGEWALK_BASIC=me:hunter2hunter2\nMAGEWALK_HEADER='X-Staging-Key: hunter3hunter3'\n";
    std::fs::write(folder.path().join("staging.env"), file).unwrap();
    let run = magewalk(&[
        "run",
        "orders",
        "--env-file",
        "staging.env",
        "--report",
        "junit",
    ]);
    let done = run.at(&proxy.url()).within(&folder).run().code(1);
    done.prints(&[
        "'X-Staging-Key: '\"$MAGEWALK_X_STAGING_KEY\"",
        "No: ‹x-staging-key›",
    ])
    .prints(&["'Authorization: Basic '\"$MAGEWALK_BASIC\""])
    .without(&["hunter", "aHVudGVy"]);
    let junit = folder.read("reports/junit.xml");
    assert!(!junit.contains("hunter") && !junit.contains("aHVudGVy"));
}

#[test]
fn no_proxy_leads_past_the_proxy() {
    // No label of a name has more than 63 letters, so the look-up fails without a packet.
    let host = "x".repeat(64);
    let proxy = Proxy::alone();
    let walk = |past: &str| {
        let walk =
            magewalk(&["run", "orders/create-customer", "--yes"]).at(&format!("http://{host}"));
        let walk = walk.env("HTTP_PROXY", &proxy.url()).env("NO_PROXY", past);
        walk.run().code(3)
    };
    walk(&host).prints(&["does not resolve"]);
    assert_eq!(proxy.connections(), 0);
    walk("other.example").without(&["does not resolve"]);
    assert!(proxy.connections() > 0);
}
