use askama::Template;
use mingjing_design::display::Display;

use super::samples;

fn render(template: &impl Template) -> String {
    template.render().unwrap()
}

/// Every page by name.
fn pages() -> Vec<(&'static str, String)> {
    let mut large = samples::disclosure();
    large.frame.display = Display { large: true, contrast: true };
    vec![
        ("front", render(&samples::front())),
        ("search", render(&samples::search())),
        ("search-nothing", render(&samples::search_without_results())),
        ("list", render(&samples::documents())),
        ("records", render(&samples::records())),
        ("disclosure", render(&samples::disclosure())),
        ("disclosure-large", render(&large)),
        ("difference", render(&samples::disclosure_with_difference())),
        ("record", render(&samples::record())),
        ("gathered", render(&samples::gathered())),
        ("tombstone", render(&samples::tombstone())),
        ("agency", render(&samples::agency_page())),
        ("agencies", render(&samples::agencies())),
        ("area", render(&samples::area())),
        ("clauses", render(&samples::clauses())),
        ("clause", render(&samples::clause())),
        ("oversight", render(&samples::oversight())),
        ("duties", render(&samples::duties())),
        ("sample", render(&samples::sample())),
        ("data", render(&samples::data())),
        ("data-item", render(&samples::data_item())),
        ("credit", render(&samples::credit())),
        ("credit-empty", render(&samples::credit_without_question())),
        ("enterprise", render(&samples::enterprise())),
        ("list-on-day", render(&samples::list_on_day())),
        ("list-changes", render(&samples::list_changes())),
        ("decisions", render(&samples::decisions())),
        ("decision", render(&samples::decision())),
        ("fulfilment", render(&samples::fulfilment())),
        ("services", render(&samples::services())),
        ("log", render(&samples::log())),
        ("report", render(&samples::report())),
        ("report-taken", render(&samples::report_taken())),
        ("report-state", render(&samples::report_state())),
        ("error", render(&samples::not_found())),
        ("display", render(&samples::display())),
        ("request-choose", render(&samples::request_choose())),
        ("request-form", render(&samples::request_form())),
        ("request-receipt", render(&samples::request_receipt())),
        ("appeals", render(&samples::appeals())),
        ("appeal-form", render(&samples::appeal_form(false))),
        ("appeal-advice", render(&samples::appeal_form(true))),
        ("appeal-receipt", render(&samples::appeal_receipt())),
        ("appeal-tracked", render(&samples::appeal_track(false))),
        ("appeal-answered", render(&samples::appeal_track(true))),
        ("subscribe", render(&samples::subscribe(true, true, false))),
        ("subscribe-words", render(&samples::subscribe(true, false, false))),
        ("subscribe-sent", render(&samples::subscribe(true, true, true))),
        ("subscribe-without-mail", render(&samples::subscribe(false, true, false))),
        ("subscription-to-confirm", render(&samples::subscription(Some(false)))),
        ("subscription", render(&samples::subscription(Some(true)))),
        ("subscription-ended", render(&samples::subscription(None))),
        ("consultations", render(&samples::consultations())),
        ("consultation-open", render(&samples::consultation(true))),
        ("consultation-done", render(&samples::consultation(false))),
        ("comment-form", render(&samples::comment_form())),
        ("comment-receipt", render(&samples::comment_receipt())),
        ("questionnaire", render(&samples::questionnaire())),
        ("questionnaire-taken", render(&samples::questionnaire_taken())),
        ("comment-tracked", render(&samples::tracked_comment())),
        ("hearings", render(&samples::hearings())),
        ("hearing-open", render(&samples::hearing(false))),
        ("hearing-drawn", render(&samples::hearing(true))),
        ("hearing-check", render(&samples::hearing_check(false))),
        ("hearing-checked", render(&samples::hearing_check(true))),
        ("sign-up-form", render(&samples::sign_up_form())),
        ("sign-up-receipt", render(&samples::sign_up_receipt())),
        ("sign-up-tracked", render(&samples::sign_up_track())),
        ("track", render(&samples::track(false))),
        ("tracked", render(&samples::track(true))),
    ]
}

/// The opening tags of a page.
fn tags(html: &str) -> impl Iterator<Item = &str> {
    html.split('<').skip(1).filter_map(|rest| rest.split('>').next())
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag[start..].split('"').next()
}

#[test]
fn every_page_is_well_made() {
    for (name, html) in pages() {
        assert!(html.starts_with("<!DOCTYPE html>") && html.contains("<html lang=\"zh-CN\""), "{name}: lang");
        assert_eq!(html.matches("<h1").count(), 1, "{name}: one h1");
        assert!(
            html.contains("<title>") && html.contains("href=\"#main\"") && html.contains("id=\"main\""),
            "{name}"
        );
        assert!(html.len() < 100 * 1024, "{name}: {} bytes", html.len());
        let ids: Vec<_> = tags(&html).filter_map(|tag| attribute(tag, "id")).collect();
        let unique: std::collections::HashSet<_> = ids.iter().collect();
        assert_eq!(ids.len(), unique.len(), "{name}: ids repeat: {ids:?}");
        for tag in tags(&html) {
            assert!(!tag.contains(" style=") && !tag.starts_with("style"), "{name}: inline style in <{tag}>");
            assert!(!tag.contains(" on") || !tag.contains("=\"javascript"), "{name}: <{tag}>");
            assert!(!tag.starts_with("script") || tag.contains(" src=\"/assets/"), "{name}: inline script");
            for reference in ["aria-labelledby", "for", "aria-describedby"] {
                for id in attribute(tag, reference).unwrap_or_default().split_whitespace() {
                    assert!(ids.contains(&id), "{name}: {reference} to missing {id}");
                }
            }
        }
        inputs_have_labels(name, &html);
        headings_go_down_by_one(name, &html);
    }
}

fn inputs_have_labels(name: &str, html: &str) {
    let inputs = tags(html).filter(|tag| {
        ["input", "select", "textarea"].iter().any(|kind| tag.starts_with(kind))
            && !tag.contains("type=\"hidden\"")
    });
    for tag in inputs {
        let id = attribute(tag, "id").unwrap_or_else(|| panic!("{name}: <{tag}> has no id"));
        assert!(
            html.contains(&format!("<label for=\"{id}\""))
                || html.contains(&format!("<label class=\"hidden\" for=\"{id}\"")),
            "{name}: {id}"
        );
    }
}

fn headings_go_down_by_one(name: &str, html: &str) {
    let level = |tag: &str| {
        let digit = tag.strip_prefix('h')?.chars().next()?.to_digit(10)?;
        (1..=6).contains(&digit).then_some(digit)
    };
    let mut before = 0;
    for heading in tags(html).filter_map(level) {
        assert!(heading <= before + 1, "{name}: h{heading} after h{before}");
        before = heading;
    }
}

#[test]
fn the_page_of_a_disclosure_stays_as_it_is() {
    let html = render(&samples::record());
    let main = &html[html.find("<main").unwrap()..html.find("</main>").unwrap()];
    insta::assert_snapshot!("record", main);
    let html = render(&samples::tombstone());
    let main = &html[html.find("<main").unwrap()..html.find("</main>").unwrap()];
    insta::assert_snapshot!("tombstone", main);
}

#[test]
fn the_page_of_an_order_clause_by_clause_stays_as_it_is() {
    let html = render(&samples::fulfilment());
    let main = &html[html.find("<main").unwrap()..html.find("</main>").unwrap()];
    insta::assert_snapshot!("fulfilment", main);
}

/// Leaves the pages in `target/pages`, to be looked at in a browser.
#[test]
fn pages_can_be_looked_at() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/pages");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("mingjing.css"), mingjing_design::assets::CSS).unwrap();
    for (name, html) in pages() {
        let html = html.replace(mingjing_design::assets::css_path(), "mingjing.css");
        std::fs::write(folder.join(format!("{name}.html")), html).unwrap();
    }
}
