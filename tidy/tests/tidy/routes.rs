//! Every address has a test.

use mingjing_tidy::{none, sources};

/// The addresses in the first argument of every call of `method` outside tests, with the file they stand in.
fn first_arguments(method: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for file in sources("crates").into_iter().filter(|f| f.is(&["rs"]) && !is_test(&f.path)) {
        let code = file.text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        // The call and its address may stand on two lines.
        for rest in code.split(method).skip(1) {
            if let Some(address) = rest.trim_start().strip_prefix('"').and_then(|r| r.split('"').next()) {
                found.push((file.path.clone(), address.to_owned()));
            }
        }
    }
    found
}

fn is_test(path: &str) -> bool {
    path.starts_with("stories/")
        || path.starts_with("e2e/")
        || path.contains("/tests/")
        || path.ends_with("tests.rs")
}

/// Everything in quotes in tests, stories and browser tests.
fn quoted_in_tests() -> Vec<String> {
    let mut quoted = Vec::new();
    for file in sources("").into_iter().filter(|f| f.is(&["rs", "js", "mjs", "ts"])) {
        let beside = file.text.split_once("#[cfg(test)]\nmod tests {").map(|(_, tests)| tests);
        let tests = if is_test(&file.path) { Some(file.text.as_str()) } else { beside };
        quoted.extend(tests.into_iter().flat_map(|t| t.split(['"', '\'', '`'])).map(str::to_owned));
    }
    quoted
}

/// Whether a text is an address of this route: same steps, anything but nothing where the route has a `{name}`.
fn answers(route: &str, text: &str) -> bool {
    let Some(start) = text.find('/') else { return false };
    let path = text[start..].split(['?', '#']).next().unwrap_or_default();
    let steps: Vec<&str> = path.split('/').collect();
    let wanted: Vec<&str> = route.split('/').collect();
    let open_ended = wanted.last().is_some_and(|last| last.starts_with("{*"));
    let fits =
        |(want, step): (&&str, &&str)| if want.starts_with('{') { !step.is_empty() } else { want == step };
    (steps.len() == wanted.len() || open_ended && steps.len() > wanted.len())
        && wanted.iter().zip(&steps).all(fits)
}

#[test]
fn every_address_has_a_test() {
    let routes = first_arguments(".route(");
    assert!(routes.len() > 10, "{routes:?}");
    let below: Vec<String> = first_arguments(".nest(").into_iter().map(|(_, prefix)| prefix).collect();
    let tests = quoted_in_tests();
    let asked = |route: &str| tests.iter().any(|text| answers(route, text));
    let untested = routes
        .into_iter()
        .filter(|(_, route)| !asked(route) && !below.iter().any(|prefix| asked(&format!("{prefix}{route}"))));
    none(
        &untested
            .map(|(file, route)| format!("{file}: no test, story or browser test asks for {route}"))
            .collect::<Vec<_>>(),
    );
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
