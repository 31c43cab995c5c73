//! Tests of what is hidden, and of what is not.

use super::*;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde_json::json;

fn check(secret: &str, text: &str, expected: &str) {
    let mut redactor = Redactor::new();
    redactor.hide("password", secret);
    assert_eq!(redactor.text(text), expected);
}

#[test]
fn a_secret_that_json_spells_with_escapes_is_hidden_too() {
    let mut redactor = Redactor::new();
    redactor.hide("password", "hunter22");
    let body = r#"{"name": "hunter\u00322", "h\u0075nter22": 1}"#;
    let hidden = redactor.body(body);
    assert_eq!(hidden, r#"{"name": "‹password›", "‹password›": 1}"#);
    let plain = r#"{"a": "\u0032 \n", "b":  1.0}"#;
    assert_eq!(redactor.body(plain), plain);
}

#[test]
fn what_passes_is_hidden_until_it_is_forgotten() {
    let mut redactor = Redactor::new();
    redactor.hide("password", "hunter2");
    redactor.hide_for_now("signature", "a+b/c=");
    redactor.hide_for_now("other", "hunter2");
    let text = "a+b/c= a%2Bb%2Fc%3D hunter2";
    assert_eq!(redactor.text(text), "‹signature› ‹signature› ‹password›");
    redactor.forget_passing();
    assert_eq!(redactor.text(text), "a+b/c= a%2Bb%2Fc%3D ‹password›");
}

#[test]
fn a_secret_is_hidden_in_every_form() {
    let secret = "pä/ss \"w&rd'";
    check(secret, secret, "‹password›");
    check(
        secret,
        &json!({ "a": secret }).to_string(),
        r#"{"a":"‹password›"}"#,
    );
    check(secret, r#"p\u00e4\/ss \"w&rd'"#, "‹password›");
    check(secret, "a?b=p%C3%A4%2Fss%20%22w%26rd%27", "a?b=‹password›");
    check(secret, "a?b=p%c3%a4%2fss%20%22w%26rd%27", "a?b=‹password›");
    check(secret, "b=p%C3%A4%2Fss+%22w%26rd%27", "b=‹password›");
    check(secret, "pä/ss &quot;w&amp;rd&#039;", "‹password›");
    check("hunter22", "aHVudGVyMjI=", "‹password›");
}

#[test]
fn a_secret_is_hidden_where_a_store_escapes_it_again() {
    let secret = "a/b\\'ü\"?>";
    let json = json!([secret]).to_string();
    check(secret, &json!(json).to_string(), r#""[\"‹password›\"]""#);
    let php = r#"a\/b\\'\u00fc\"?>"#;
    check(secret, php, "‹password›");
    check(secret, &json!(php).to_string(), "\"‹password›\"");
    check("ab?>cd~~", "YWI_PmNkfn4", "‹password›");
    check(
        "it's me",
        "it%27s%20me it's%20me it&#39;s me",
        "‹password› ‹password› ‹password›",
    );
}

#[test]
fn half_a_secret_before_an_ellipsis_is_hidden() {
    let mut redactor = Redactor::new();
    redactor.hide("password", "hunter22");
    for (text, expected) in [
        ("it is hunter2…", "it is ‹password›…"),
        ("it is hun…", "it is hun…"),
        ("hunte… and hunter22 …", "‹password›… and ‹password› …"),
        ("no secret…", "no secret…"),
    ] {
        assert_eq!(redactor.sentence(text), expected);
    }
}

#[test]
fn the_longer_of_two_secrets_wins() {
    let mut redactor = Redactor::new();
    redactor.hide("short", "abcd");
    redactor.hide("long", "abcdefgh");
    assert_eq!(redactor.text("abcdefgh abcd"), "‹long› ‹short›");
}

#[test]
fn what_is_named_a_secret_is_hidden_with_all_below_it() {
    let mut redactor = Redactor::new();
    redactor.hide_named(&json!({"a": [{"resetToken": "abcdef"}]}));
    redactor.hide_named(&json!({"otp": 887_766, "token_lifetime": 3600, "token_type": "Bearer"}));
    redactor.hide_named(&json!({"credentials": {"user": {"key": ["zq-1234", 55_555]}}}));
    let hidden = redactor.value(&json!([
        887_766, 3600, "Bearer", "abcdef", "zq-1234", 55_555
    ]));
    assert_eq!(
        hidden,
        json!([
            "‹otp›",
            3600,
            "Bearer",
            "‹token›",
            "‹credential›",
            "‹credential›"
        ])
    );
}

#[test]
fn the_name_of_a_variable_says_more_than_the_sort_of_a_secret() {
    let mut redactor = Redactor::new();
    redactor.hide("token", "abcdefgh");
    redactor.hide("customer_token", "abcdefgh");
    redactor.hide("token", "abcdefgh");
    assert_eq!(redactor.text("abcdefgh"), "‹customer_token›");
}

#[test]
fn a_label_is_never_the_text_of_a_store() {
    let mut redactor = Redactor::new();
    redactor.hide_named(&json!({"password hunter2-hunter2 is weak": "use another one"}));
    let shown = redactor.text("use another one");
    assert_eq!(shown, "‹password›");
}

#[test]
fn a_token_that_nobody_named_is_hidden_all_the_same() {
    let token = "eyJhbGciOi.eyJ1aWQiOjF9.c2lnbmF0dXJl";
    check(
        "none-here",
        &format!("\"{token}\" eyJ eyJa.b"),
        "\"‹token›\" eyJ eyJa.b",
    );
}

#[test]
fn headers_keep_their_shape() {
    let redactor = Redactor::new();
    let mut headers: Vec<(String, String)> = [
        ("Authorization", "Bearer abc"),
        ("Set-Cookie", "PHPSESSID=abc; path=/"),
        ("Cookie", "a=b; c=d"),
        ("X-Api-Token", "abc"),
        ("Accept", "*/*"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    redactor.headers(&mut headers);
    let values: Vec<&str> = headers.iter().map(|(_, value)| value.as_str()).collect();
    assert_eq!(
        values,
        [
            "Bearer ‹authorization›",
            "PHPSESSID=‹cookie›; path=/",
            "a=‹cookie›; c=‹cookie›",
            "‹token›",
            "*/*"
        ]
    );
}

#[test]
fn the_beginning_of_a_long_text_ends_before_half_a_secret() {
    let mut redactor = Redactor::new();
    redactor.hide("password", "hunter2-hunter2");
    let text = "see hunter2-hunter2, then much more, and at last hunter2-hun";
    for end in 0..text.len() {
        let clean = redactor.beginning(&text[..end]);
        assert!(!clean.contains("hunter"), "{end}: {clean}");
    }
    assert!(redactor.beginning(text).starts_with("see ‹password›, then"));
    let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.SflKxwRJSMeKKF2QT4fwpM";
    for end in 0..token.len() {
        let clean = redactor.beginning(&format!("before it {}", &token[..end]));
        assert!(!clean.contains("eyJ"), "{end}: {clean}");
    }
}

#[test]
fn a_new_secret_is_hidden_after_texts_were_written() {
    let mut redactor = Redactor::new();
    redactor.hide("password", "correct horse");
    assert_eq!(redactor.text("correct horse"), "‹password›");
    redactor.rename("phrase", "correct horse");
    redactor.hide("token", "abcdefgh");
    assert_eq!(redactor.text("correct horse abcdefgh"), "‹phrase› ‹token›");
    redactor.rename("again", "a");
    assert_eq!(redactor.text("correct horse abcdefgh"), "‹phrase› ‹token›");
}

#[test]
fn an_address_leaves_some_characters_of_a_secret_as_they_are() {
    let mut redactor = Redactor::new();
    redactor.hide("password", "P\u{e4}=12345/x +'y");
    for text in [
        "/a/P%C3%A4=12345/x%20+'y/b",
        "?a=P%C3%A4=12345/x%20+%27y",
        "P%c3%a4%3d12345/x%20%2b%27y",
    ] {
        let shown = redactor.text(text);
        assert!(shown.contains("‹password›"), "{text}: {shown}");
    }
}

#[test]
fn more_secrets_than_can_be_told_apart_hide_everything() {
    let mut redactor = Redactor::new();
    let tokens = |count: u64| {
        let one =
            |at: u64| json!({"token": format!("{:032x}", at.wrapping_mul(0x9e37_79b9_7f4a_7c15))});
        Value::Array((0..count).map(one).collect())
    };
    redactor.hide_named(&tokens(1_000));
    assert_eq!(redactor.text("nothing"), "nothing");
    redactor.hide_named(&tokens(60_000));
    assert!(redactor.heads.size() < MOST + 1_000);
    assert_eq!(redactor.text("nothing"), "‹hidden›");
    let mut other = Redactor::new();
    other.hide_all_of(&redactor);
    assert_eq!(other.text("anything"), "‹hidden›");
}

#[test]
fn what_another_one_hides_is_hidden_under_the_same_label() {
    let mut redactor = Redactor::new();
    redactor.hide("password", "a%41b c");
    redactor.hide_header("X-Key", "abc");
    let mut other = Redactor::new();
    other.hide_all_of(&redactor);
    assert_eq!(other.text("a%41b+c aAb%20c"), "‹password› ‹password›");
    let mut headers = vec![("x-key".to_owned(), "abc".to_owned())];
    other.headers(&mut headers);
    assert_eq!(headers[0].1, "‹x-key›");
}

#[test]
fn a_secret_is_hidden_under_layers_of_escapes() {
    let secret = "S3cr/t@P w<rd&'9";
    for text in [
        "S3cr&#x2F;t&#x40;P&#x20;w&#x3C;rd&#x26;&#x27;9",
        "S3cr&#47;t&#64;P&#32;w&#60;rd&#38;&#39;9",
        "S3cr&sol;t&commat;P w&lt;rd&amp;&apos;9",
        "S3cr&amp;#47;t&amp;#64;P w&amp;lt;rd&amp;amp;&amp;#039;9",
        r"S3cr\u002Ft\u0040P w\u003Crd\u0026\u00279",
        r"S3cr\x2ft\x40P w\x3crd\x26\x279",
        "S3cr%2Ft%40P%20w%3Crd%26%279",
        "S3cr%252Ft%2540P%2520w%253Crd%2526%25279",
        "S3cr%2Ft%40P+w%3Crd%26%279",
    ] {
        check(secret, &format!("a={text}; b"), "a=‹password›; b");
    }
}

#[test]
fn a_secret_is_hidden_in_base64_wherever_it_begins() {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    let secret = "hunter2/hünter2";
    for before in ["", "m", "me", "me:"] {
        let whole = format!("{before}{secret} and more");
        for coded in [
            STANDARD.encode(&whole),
            URL_SAFE_NO_PAD.encode(&whole),
            STANDARD.encode(STANDARD.encode(&whole)),
            STANDARD
                .encode(&whole)
                .replace('/', "\\/")
                .replace('=', "%3D"),
            STANDARD.encode(json!({"p": whole}).to_string()),
        ] {
            let mut redactor = Redactor::new();
            redactor.hide("password", secret);
            let shown = redactor.text(&format!("Basic {coded}."));
            assert!(shown.contains("‹password›"), "{before}: {coded}: {shown}");
        }
    }
}

#[test]
fn a_very_long_secret_costs_what_its_beginning_costs() {
    let mut redactor = Redactor::new();
    let long = format!("{}end", "v".repeat(200_000));
    redactor.hide("token", &long);
    assert!(redactor.heads.size() < 1_000);
    assert_eq!(
        redactor.text(&format!("{{\"a\":\"{long}\"}}")),
        "{\"a\":\"‹token›\"}"
    );
    let part = "v".repeat(60_000);
    assert_eq!(redactor.text(&format!("{part} is it")), "‹token› is it");
    assert_eq!(
        redactor.sentence(&format!("`{part}…` is it")),
        "`‹token›…` is it"
    );
}

#[test]
fn what_is_cut_is_hidden_first() {
    let mut redactor = Redactor::new();
    redactor.hide("password", "hunter2-hunter2");
    assert_eq!(redactor.excerpt("xxxx hunter2-hunter2", 8), "xxxx ‹pa…");
    assert_eq!(redactor.excerpt("xxxx", 8), "xxxx");
    let half = "me:hunter2-h";
    let coded = base64::Engine::encode(&STANDARD_NO_PAD, half);
    assert!(
        redactor
            .sentence(&format!("it is {coded}…"))
            .contains("‹password›…")
    );
}

#[test]
fn a_body_that_was_json_still_is() {
    let mut redactor = Redactor::new();
    redactor.hide("pin", "1234");
    assert_eq!(
        redactor.body("{\"a\": 1234, \"b\": 5}"),
        "{\"a\":\"‹pin›\",\"b\":5}"
    );
    assert_eq!(
        redactor.body("{\"a\": \"1234\", \"b\": 5}"),
        "{\"a\": \"‹pin›\", \"b\": 5}"
    );
}
