//! Every address has a test.

use mingjing_tidy::{none, sources};

/// The addresses that a crate's routers answer, with the file that says so.
fn routes() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for file in sources("crates").into_iter().filter(|f| f.is(&["rs"]) && !f.path.contains("/tests")) {
        // `.route(` and its address may stand on two lines.
        for rest in file.text.split(".route(").skip(1) {
            if let Some(address) = rest.trim_start().strip_prefix('"').and_then(|r| r.split('"').next()) {
                found.push((file.path.clone(), address.to_owned()));
            }
        }
    }
    assert!(found.len() > 10, "{found:?}");
    found
}

/// Everything in quotes in tests, stories and browser tests.
fn quoted_in_tests() -> Vec<String> {
    let is_test = |path: &str| {
        path.starts_with("stories/") || path.starts_with("e2e/") || path.contains("/tests/") || path.ends_with("tests.rs")
    };
    let files = sources("").into_iter().filter(|f| is_test(&f.path) && f.is(&["rs", "js", "mjs", "ts"]));
    files.flat_map(|f| f.text.split(['"', '\'', '`']).map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// Whether a text is an address of this route: same steps, anything but nothing where the route has a `{name}`.
fn answers(route: &str, text: &str) -> bool {
    let Some(start) = text.find('/') else { return false };
    let path = text[start..].split(['?', '#']).next().unwrap_or_default();
    let steps: Vec<&str> = path.split('/').collect();
    let wanted: Vec<&str> = route.split('/').collect();
    let open_ended = wanted.last().is_some_and(|last| last.starts_with("{*"));
    let fits = |(want, step): (&&str, &&str)| if want.starts_with('{') { !step.is_empty() } else { want == step };
    (steps.len() == wanted.len() || open_ended && steps.len() > wanted.len()) && wanted.iter().zip(&steps).all(fits)
}

#[test]
fn every_address_has_a_test() {
    let tests = quoted_in_tests();
    let untested = routes().into_iter().filter(|(_, route)| !tests.iter().any(|text| answers(route, text)));
    none(&untested.map(|(file, route)| format!("{file}: no test, story or browser test asks for {route}")).collect::<Vec<_>>());
}

#[test]
fn addresses_are_told_apart() {
    assert!(answers("/d/{id}", "/d/{id}"));
    assert!(answers("/d/{id}", "{base}/d/0190?rev=1"));
    assert!(!answers("/d/{id}", "/d/"));
    assert!(!answers("/d/{id}", "/d/0190/receipt"));
    assert!(answers("/log/{*path}", "/log/tile/0/000"));
    assert!(answers("/", "/"));
}
