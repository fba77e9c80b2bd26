use super::*;

const LIMIT: &str = "disclosure.proactive";

fn load(text: &str) -> Result<Duties, Vec<String>> {
    let files = LawFiles::embedded();
    let catalogue = Catalogue::load(&files).unwrap();
    let clauses = Clauses::load(&files, &catalogue).unwrap();
    let limits = Limits::load(&files).unwrap();
    let files = LawFiles::default().with("duties/a.toml", text);
    Duties::load(&files, &catalogue, &clauses, &limits)
        .map_err(|p| p.iter().map(ToString::to_string).collect())
}

fn duty(rest: &str) -> String {
    format!(
        "[[duties]]\nkey = \"a\"\ntitle = \"甲\"\nclause = \"二(二)2\"\narticle = \"某条\"\nfrom = \"2019-04-05\"\n{rest}\n"
    )
}

#[test]
fn the_duties_of_the_law_read() {
    let files = LawFiles::embedded();
    let catalogue = Catalogue::load(&files).unwrap();
    let clauses = Clauses::load(&files, &catalogue).unwrap();
    let duties = Duties::load(&files, &catalogue, &clauses, &Limits::load(&files).unwrap()).unwrap();
    assert!(duties.all().len() >= 30, "{}", duties.all().len());
    let within = duties.get("disclosure-within-20-working-days").unwrap();
    assert!(within.items.len() > 40 && within.items.iter().all(|item| item != "licence"));
    let Rule::Within { limit, .. } = &within.rule else { panic!("{within:?}") };
    assert_eq!(limit.key, LIMIT);
    let changes = duties.get("list-changes-within-20-working-days").unwrap();
    assert!(changes.items.iter().any(|item| item == "power-list"));
    assert!(
        changes.items.len() < within.items.len() / 2,
        "only entries of lists change: {:?}",
        changes.items
    );
}

/// A duty with this is named with its line, and this is why.
fn refused(rest: &str, reason: &str) {
    let problems = load(&duty(rest)).unwrap_err();
    assert!(
        problems[0].contains(reason) && problems[0].starts_with("law/duties/a.toml:"),
        "{rest}: {problems:?}"
    );
}

#[test]
fn what_is_wrong_is_named_with_its_line() {
    for (rest, reason) in [
        ("item = \"nothing\"\nrule = { kind = \"exists\" }", "没有事项“nothing”"),
        ("item = \"news\"\nwhere = { nothing = [\"x\"] }\nrule = { kind = \"exists\" }", "没有字段“nothing”"),
        (
            "item = \"press-conference\"\nwhere = { \"speakers.rank\" = [\"科长\"] }\nrule = { kind = \"exists\" }",
            "没有“科长”这个值",
        ),
        (
            "item = \"press-conference\"\nrule = { kind = \"periodic\", per = \"month\", at_least = 1 }",
            "month",
        ),
        (
            "item = \"press-conference\"\nrule = { kind = \"periodic\", per = \"year\", at_least = 0 }",
            "至少一次",
        ),
        ("rule = { kind = \"periodic\", per = \"year\", at_least = 1 }", "要写明事项"),
        ("rule = { kind = \"within\", limit = \"nothing\" }", "nothing"),
        (
            "item = \"annual-report\"\nrule = { kind = \"yearly\", month = 2, day = 30, year_field = \"year\" }",
            "2月30日",
        ),
        (
            "item = \"interpretation\"\nrule = { kind = \"follows\", of = \"licence\", through = \"interprets\" }",
            "不引用“licence”",
        ),
        ("item = \"news\"\nweight = 0\nrule = { kind = \"exists\" }", "权重"),
        ("item = \"licence\"\nrule = { kind = \"fresh\" }", "freshness"),
        ("item = \"news\"\nwhere = { title = [\"甲\"] }\nrule = { kind = \"fresh\" }", "不写条件"),
        ("surprise = 1\nrule = { kind = \"exists\" }", "surprise"),
    ] {
        refused(rest, reason);
    }
    let twice = load(&format!("{0}{0}", duty("item = \"news\"\nrule = { kind = \"exists\" }"))).unwrap_err();
    assert!(twice[0].contains("写了两次"), "{twice:?}");
    let clause = duty("item = \"news\"\nrule = { kind = \"exists\" }").replace("二(二)2", "九(九)9");
    assert!(load(&clause).unwrap_err()[0].contains("九(九)9"));
}

#[test]
fn wrong_shares_moments_and_exceptions_are_named() {
    for (rest, reason) in [
        (
            "item = \"annual-report\"\nrule = { kind = \"share\", per = \"year\", covers = \"year\", done = \"licences\", of = \"penalties\", at_least = \"100\" }",
            "没有起止日期字段“year”",
        ),
        (
            "item = \"openness-training\"\nrule = { kind = \"share\", per = \"three-years\", covers = \"covers\", done = \"place\", of = \"planned\", at_least = \"100\" }",
            "没有数字字段“place”",
        ),
        (
            "item = \"openness-training\"\nrule = { kind = \"share\", per = \"three-years\", covers = \"covers\", done = \"attended\", of = \"planned\", at_least = \"101\" }",
            "0 到 100",
        ),
        (
            "item = \"openness-training\"\nrule = { kind = \"share\", per = \"three-years\", covers = \"covers\", done = \"attended\", of = \"planned\", at_least = \"100\", limit = \"nothing\" }",
            "nothing",
        ),
        (
            "rule = { kind = \"share\", per = \"year\", covers = \"covers\", done = \"attended\", of = \"planned\", at_least = \"100\" }",
            "要写明事项",
        ),
        (
            "item = \"emergency-response\"\nrule = { kind = \"within\", limit = \"opinion.emergency_release\", at = { on = \"place\" } }",
            "没有日期字段“place”",
        ),
        (
            "item = \"emergency-response\"\nrule = { kind = \"within\", limit = \"opinion.emergency_release\", at = { on = \"happened_on\", time = \"place\" } }",
            "没有时间字段“place”",
        ),
        (
            "item = \"emergency-response\"\nrule = { kind = \"within\", limit = \"disclosure.proactive\", at = { on = \"happened_on\", time = \"happened_at\" } }",
            "不以小时计",
        ),
        (
            "item = \"press-conference\"\nrule = { kind = \"follows\", of = \"emergency-response\", through = \"emergencies\", done = { on = \"topic\" } }",
            "没有日期字段“topic”",
        ),
        (
            "item = \"press-conference\"\nrule = { kind = \"follows\", of = \"emergency-response\", through = \"emergencies\", at = { on = \"topic\" } }",
            "没有日期字段“topic”",
        ),
        (
            "item = \"news\"\nrule = { kind = \"exists\" }\nexceptions = [{ ground = \"甲\", article = \"乙\" }]",
            "写明是谁",
        ),
        (
            "item = \"news\"\nrule = { kind = \"exists\" }\nexceptions = [{ levels = [\"township\"], ground = \"\", article = \"乙\" }]",
            "理由",
        ),
        (
            "item = \"news\"\nrule = { kind = \"exists\" }\nexceptions = [{ words = [\"街道\"], from = \"2026-01-01\", until = \"2025-01-01\", ground = \"甲\", article = \"乙\" }]",
            "早于第一天",
        ),
    ] {
        refused(rest, reason);
    }
}
