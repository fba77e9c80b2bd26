use super::take;
use crate::breakdown::break_down;

/// Text and leads of each row.
fn rows(text: &str) -> Vec<String> {
    let rows = take(text).1.into_iter().flat_map(|table| table.rows);
    rows.map(|row| format!("{}={}", row.text, row.responsible.leads.join("、"))).collect()
}

#[test]
fn a_table_below_another_is_none_of_its_rows() {
    const FIRST: &str = "序号\t任务\t责任单位\t完成时限\n1\t办好培训\t省教育厅\t6月底前\n";
    for second in [
        "\n姓名\t电话\t单位\n张三\t13800000000\t省财政厅\n",
        "附件2 联系人表\n姓名\t电话\t单位\n张三\t13800000000\t省财政厅\n",
        "联系人表\n姓名\t电话\t单位\n张三\t13800000000\t省财政厅\n",
        "\n联系人表\t\t\n序号\t姓名\t电话\t单位\n1\t张三\t13800000000\t省财政厅\n",
        "姓名\t电话\t单位\n张三\t13800000000\t省财政厅\n",
        "\n水费\t每月\t物业\n电费\t每季\t物业\n",
        "水费\t每月\t省财政厅\n",
    ] {
        assert_eq!(rows(&format!("{FIRST}{second}")), ["办好培训=省教育厅"], "{second}");
    }
    let divides = format!("{FIRST}\n任务分工表\t\n任务\t牵头单位\n建好目录\t省财政厅\n");
    let tables = take(&divides).1;
    assert_eq!((tables.len(), tables[1].name.as_str(), tables[1].line), (2, "任务分工表", 5));
    let without = "任务\t责任单位\n办好培训\t省教育厅\n\n姓名\t单位\n张三\t省财政厅\n";
    let (rest, tables) = take(without);
    assert_eq!((tables[0].rows.len(), rest.contains("姓名\t单位\n张三")), (1, true), "{rest}");
}

#[test]
fn rows_with_unusual_numbers_are_rows() {
    let text = "序号\t任务\t责任单位\n①\t甲事\t省教育厅\n\nⅡ\t乙事\t省财政厅\n任务三\t丙事\t省水利厅\n";
    assert_eq!(rows(text), ["甲事=省教育厅", "乙事=省财政厅", "丙事=省水利厅"]);
}

#[test]
fn notes_and_sums_are_no_tasks() {
    let text = "序号\t任务\t责任单位\n1\t办好培训\t省教育厅\n\t注：本表由省政府办公厅解释\t\n\t由各单位自行打印\t\n\t填表人：张三\t\n审核人：李四\t\t联系电话：1\n\t备注：\t\n\t小计\t200\n合计\t\t200\n2\t注重宣传\t省财政厅\n3\t120\t省财政厅\n";
    assert_eq!(rows(text), ["办好培训=省教育厅", "注重宣传=省财政厅"]);
    assert_eq!(rows("任务\t责任单位\n办好培训\t省教育厅\n合计\t20\n120\t省财政厅\n"), ["办好培训=省教育厅"]);
}

#[test]
fn persons_beside_agencies_lead_nothing() {
    let text = "任务\t责任单位及分管领导\n办好培训\t省教育厅、李明\n";
    assert_eq!(rows(text), ["办好培训=省教育厅"]);
}

#[test]
fn a_sentence_above_a_table_is_not_its_name() {
    const TABLE: &str = "| 任务 | 责任单位 |\n|--|--|\n| 办好培训 | 省教育厅 |\n";
    for (above, left) in [
        ("（一）完善机制\n建立工作台账", "建立工作台账"),
        ("（一）完善机制\n\n公布责任清单", "公布责任清单"),
        ("（一）完善机制\n各市对照下表", "各市对照下表"),
        ("（一）完善机制\n\n联系人表", ""),
        ("（一）完善机制\n重点任务分工表", ""),
    ] {
        let text = format!("{above}\n{TABLE}");
        let tasks = break_down(&text).tasks;
        let clause: String =
            tasks.iter().filter(|task| task.leads.is_empty()).map(|task| task.text.as_str()).collect();
        assert_eq!((clause.as_str(), tasks.len()), (left, 1 + usize::from(!left.is_empty())), "{text}");
    }
}
