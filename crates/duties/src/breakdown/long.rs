//! Texts as long as may be pasted, in forms that a careless reader takes minutes for.

use super::*;

/// Characters of a long text.
const LONG: usize = 200_000;

#[test]
fn a_table_of_very_many_columns_is_read() {
    let rows: String = (0..4_000).map(|nth| format!("第{nth}项培训工作\t省教育厅\n")).collect();
    let text = format!("任务\t责任单位{}完成时限\n{rows}", "\t".repeat(LONG - rows.chars().count()));
    let tasks = break_down(&text).tasks;
    assert_eq!((tasks.len(), tasks[3_999].text.as_str()), (4_000, "第3999项培训工作"));
    assert!(tasks.iter().all(|task| task.leads == ["省教育厅"]));
}

#[test]
fn a_paragraph_of_very_many_sentences_is_read() {
    for (sentence, behind) in [("公开事项。", ""), ("和", ""), ("公开 ", "。责任单位：省教育厅")]
    {
        let text = format!("一、公开。{}{behind}", sentence.repeat(LONG / sentence.chars().count()));
        let tasks = break_down(&text).tasks;
        assert_eq!((tasks.len(), tasks[0].leads.len()), (1, usize::from(!behind.is_empty())), "{sentence}");
        assert!(tasks[0].text.len() > LONG, "{sentence}");
    }
    let names = format!("一、公开。（{}负责）", "省厅和".repeat(LONG / 3));
    assert_eq!(break_down(&names).tasks.len(), 1);
}

#[test]
fn a_paragraph_of_very_many_lines_is_read() {
    let lines: String =
        (0..LONG / 25).map(|nth| format!("各市第{nth:05}批公开事项应当及时更新并且报送省里\n")).collect();
    let tasks = break_down(&format!("一、公开\n{lines}")).tasks;
    assert_eq!((tasks.len(), tasks[0].text.lines().count()), (1, 1));
}
