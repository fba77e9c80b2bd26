//! XLSX workbooks. A thread of its own walks the sheet's cells (which borrow the open workbook) and hands rows over in batches, so that
//! a sheet is never in memory whole; and should the workbook be so broken that its parser gives up, only that thread ends.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use calamine::{
    DataRef, Dimensions, Reader, SheetType, SheetVisible, Xlsx, XlsxCellFormulaMetadataRecord as SheetCell,
};

use crate::Error;

use super::row::Cells;
use super::sheet_cell;
use super::{Reading, Row, RowProblem};

/// The largest file that is taken, and the largest table of shared texts after unpacking (it is held in memory), in megabytes.
const LIMIT_MB: u64 = 512;
/// The widest sheet Excel makes.
const MAX_COLUMNS: u32 = 16_384;
/// How many lines with a single cell (a title, a unit) may stand over the header.
const MAX_TITLES: usize = 5;
const BATCH: usize = 256;

pub(super) struct Sheet {
    name: String,
    header: Vec<String>,
    notes: Vec<String>,
    batches: Receiver<Message>,
    rows: VecDeque<SheetRow>,
    ended: bool,
}

enum Message {
    Header { names: Vec<String>, notes: Vec<String> },
    Rows(Vec<SheetRow>),
    Failed(Error),
    End,
}

struct SheetRow {
    number: u64,
    cells: Vec<String>,
    problem: Option<(usize, String)>,
}

/// Copies a stream to a temporary file, for the directory of a workbook is at its end.
pub(super) fn spool(name: &str, reader: Box<dyn Read + Send>) -> Result<File, Error> {
    let failed = |source| Error::Read { name: name.to_owned(), source };
    let mut file = tempfile::tempfile().map_err(failed)?;
    let limit = LIMIT_MB * 1024 * 1024;
    let copied = io::copy(&mut reader.take(limit + 1), &mut file).map_err(failed)?;
    if copied > limit {
        return Err(Error::WorkbookTooLarge { name: name.to_owned(), limit_mb: LIMIT_MB });
    }
    file.rewind().map_err(failed)?;
    Ok(file)
}

impl Sheet {
    pub(super) fn open(name: &str, file: File, sheet: Option<&str>) -> Result<Self, Error> {
        let (sender, batches) = sync_channel(8);
        let walk = Walk { name: name.to_owned(), sheet: sheet.map(str::to_owned), sender };
        let spawned = std::thread::Builder::new().name("xlsx".to_owned()).spawn(move || walk.run(file));
        spawned.map_err(|source| Error::Read { name: name.to_owned(), source })?;
        let (header, notes) = match batches.recv() {
            Ok(Message::Header { names, notes }) => (names, notes),
            Ok(Message::Failed(error)) => return Err(error),
            Ok(Message::Rows(_) | Message::End) => return Err(Error::NoHeader { name: name.to_owned() }),
            Err(_) => return Err(broken(name)),
        };
        Ok(Sheet { name: name.to_owned(), header, notes, batches, rows: VecDeque::new(), ended: false })
    }

    pub(super) fn header(&self) -> &[String] {
        &self.header
    }

    pub(super) fn notes(&self) -> &[String] {
        &self.notes
    }

    pub(super) fn skip_to(&mut self, number: u64) -> Result<(), Error> {
        self.receive()?;
        while self.rows.front().is_some_and(|row| row.number <= number) {
            self.rows.pop_front();
            self.receive()?;
        }
        Ok(())
    }

    pub(super) fn read(&mut self, row: &mut Row) -> Result<Reading, Error> {
        self.receive()?;
        let Some(next) = self.rows.pop_front() else { return Ok(Reading::End) };
        row.number = next.number;
        row.cells = Cells::Sheet(next.cells);
        Ok(next.problem.map_or(Reading::Row, |(column, reason)| {
            Reading::Rejected(RowProblem { column: self.header.get(column).cloned(), reason })
        }))
    }

    /// Waits for rows; none afterwards is the end.
    fn receive(&mut self) -> Result<(), Error> {
        while self.rows.is_empty() && !self.ended {
            match self.batches.recv() {
                Ok(Message::Rows(rows)) => self.rows = rows.into(),
                Ok(Message::End) => self.ended = true,
                Ok(Message::Failed(error)) => {
                    self.ended = true;
                    return Err(error);
                }
                Ok(Message::Header { .. }) | Err(_) => {
                    self.ended = true;
                    return Err(broken(&self.name));
                }
            }
        }
        Ok(())
    }
}

fn broken(name: &str) -> Error {
    Error::Workbook { name: name.to_owned(), reason: "文件已损坏".to_owned() }
}

/// The receiver is gone: nobody wants the rest.
struct Gone;

/// The thread's work.
struct Walk {
    name: String,
    sheet: Option<String>,
    sender: SyncSender<Message>,
}

impl Walk {
    fn run(self, file: File) {
        let result = self.walk(file);
        // The receiver may be gone; then nobody needs to know.
        let _ = self.sender.send(result.map_or_else(Message::Failed, |()| Message::End));
    }

    fn walk(&self, mut file: File) -> Result<(), Error> {
        self.check_size(&mut file)?;
        let mut book = Xlsx::new(BufReader::new(file)).map_err(|error| self.wrong(error))?;
        let (sheet, others) = self.choose(&book)?;
        let merged = book.merge_cells_by_sheet_name(&sheet).map_err(|error| self.wrong(error))?;
        let mut notes = Vec::new();
        if others > 0 {
            notes.push(format!("工作簿有 {} 张工作表，只读取“{sheet}”", others + 1));
        }
        if !merged.is_empty() {
            notes.push(format!(
                "工作表“{sheet}”有 {} 处合并单元格，合并区内每一格都按同一个值读取",
                merged.len()
            ));
        }
        let mut cells = book.worksheet_cells_reader(&sheet).map_err(|error| self.wrong(error))?;
        let mut table = Table::new(self, Merged::new(merged), notes);
        while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(|error| self.wrong(error))? {
            if table.take(&cell)?.is_err() {
                return Ok(());
            }
        }
        table.finish()
    }

    fn wrong(&self, error: calamine::XlsxError) -> Error {
        Error::Workbook { name: self.name.clone(), reason: error.to_string() }
    }

    /// A small file can unpack to more than the memory holds: the shared texts are unpacked once to see how much they are.
    fn check_size(&self, file: &mut File) -> Result<(), Error> {
        let limit = LIMIT_MB * 1024 * 1024;
        let failed = |source| Error::Read { name: self.name.clone(), source };
        let mut size = file.metadata().map_err(failed)?.len();
        if let Ok(mut archive) = zip::ZipArchive::new(BufReader::new(&mut *file))
            && let Ok(texts) = archive.by_name("xl/sharedStrings.xml")
        {
            size = size.max(io::copy(&mut texts.take(limit + 1), &mut io::sink()).unwrap_or(0));
        }
        file.rewind().map_err(failed)?;
        if size > limit {
            Err(Error::WorkbookTooLarge { name: self.name.clone(), limit_mb: LIMIT_MB })
        } else {
            Ok(())
        }
    }

    /// The sheet that was asked for or the first visible one, and how many others there are.
    fn choose(&self, book: &Xlsx<BufReader<File>>) -> Result<(String, usize), Error> {
        let sheets: Vec<_> =
            book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet).collect();
        let names = || sheets.iter().map(|sheet| sheet.name.as_str()).collect::<Vec<_>>().join("、");
        let chosen = match &self.sheet {
            Some(wanted) => sheets.iter().find(|sheet| sheet.name == *wanted).ok_or_else(|| {
                Error::NoSheet { name: self.name.clone(), sheet: wanted.clone(), sheets: names() }
            })?,
            None => sheets
                .iter()
                .find(|sheet| sheet.visible == SheetVisible::Visible)
                .ok_or_else(|| Error::NoHeader { name: self.name.clone() })?,
        };
        Ok((chosen.name.clone(), sheets.len() - 1))
    }
}

/// Puts cells together to rows and finds the header.
struct Table<'w> {
    walk: &'w Walk,
    merged: Merged,
    notes: Vec<String>,
    /// Lines that may be titles over the header.
    titles: Vec<SheetRow>,
    width: Option<usize>,
    current: SheetRow,
    batch: Vec<SheetRow>,
}

impl<'w> Table<'w> {
    fn new(walk: &'w Walk, merged: Merged, notes: Vec<String>) -> Self {
        Table {
            walk,
            merged,
            notes,
            titles: Vec::new(),
            width: None,
            current: SheetRow::new(0),
            batch: Vec::new(),
        }
    }

    fn take(&mut self, cell: &SheetCell<'_>) -> Result<Result<(), Gone>, Error> {
        let (row, column) = cell.pos;
        if column >= MAX_COLUMNS {
            return Err(broken(&self.walk.name));
        }
        let mut result = Ok(());
        let number = u64::from(row) + 1;
        if number != self.current.number {
            result = self.end_row();
            self.current = SheetRow::new(number);
        }
        let column = column as usize;
        if cell.value == DataRef::Empty && cell.formula.is_some() {
            self.current.set(column, Err(sheet_cell::uncomputed(row, column)));
        } else if self.width.is_none_or(|width| column < width) || cell.value != DataRef::Empty {
            self.current.set(column, sheet_cell::text(&cell.value));
        }
        Ok(result)
    }

    fn finish(mut self) -> Result<(), Error> {
        let ended = self.end_row();
        if ended.is_err() {
            return Ok(());
        }
        if self.width.is_none() {
            if self.titles.is_empty() {
                return Err(Error::NoHeader { name: self.walk.name.clone() });
            }
            if self.begin(0).is_err() {
                return Ok(());
            }
        }
        // Nobody may be listening any more.
        let _ = self.walk.sender.send(Message::Rows(self.batch));
        Ok(())
    }

    /// The current row is complete.
    fn end_row(&mut self) -> Result<(), Gone> {
        let mut row = std::mem::replace(&mut self.current, SheetRow::new(0));
        if row.problem.is_none() && row.cells.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(());
        }
        match self.width {
            Some(width) => {
                self.merged.fill(&mut row, width);
                row.fit(width);
                self.batch.push(row);
                if self.batch.len() < BATCH {
                    return Ok(());
                }
                let batch = std::mem::take(&mut self.batch);
                self.send(Message::Rows(batch))
            }
            None => {
                let single = row.cells.iter().filter(|cell| !cell.trim().is_empty()).count() <= 1;
                self.titles.push(row);
                match self.titles.len() {
                    count if !single => self.begin(count - 1),
                    count if count > MAX_TITLES => self.begin(0),
                    _ => Ok(()),
                }
            }
        }
    }

    /// The first line with several cells is the header; where none of the first lines has, the table has one column and the
    /// first line is its header.
    fn begin(&mut self, at: usize) -> Result<(), Gone> {
        let mut rows = std::mem::take(&mut self.titles).into_iter().skip(at);
        let Some(mut header) = rows.next() else { return Ok(()) };
        if at > 0 {
            self.notes.push(format!("前 {at} 行内容只有一格，当作标题略过；表头取第 {} 行", header.number));
        }
        self.merged.fill(&mut header, MAX_COLUMNS as usize);
        let mut names: Vec<String> = header.cells.iter().map(|cell| cell.trim().to_owned()).collect();
        while names.last().is_some_and(String::is_empty) {
            names.pop();
        }
        let width = names.len();
        self.width = Some(width);
        for mut row in rows {
            row.fit(width);
            self.batch.push(row);
        }
        let notes = std::mem::take(&mut self.notes);
        self.send(Message::Header { names, notes })
    }

    fn send(&self, message: Message) -> Result<(), Gone> {
        self.walk.sender.send(message).map_err(|_| Gone)
    }
}

impl SheetRow {
    fn new(number: u64) -> Self {
        SheetRow { number, cells: Vec::new(), problem: None }
    }

    fn set(&mut self, column: usize, text: Result<String, String>) {
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
        match text {
            Ok(text) => self.cells[column] = text,
            Err(reason) => self.problem = Some((column, reason)),
        }
    }

    /// Brings the row to the header's width; what stands beyond it is a problem.
    fn fit(&mut self, width: usize) {
        if self.problem.is_none() && self.cells.iter().skip(width).any(|cell| !cell.trim().is_empty()) {
            let reason = format!(
                "第 {} 列以后还有内容，但表头只有 {width} 列，请补上列名或清空多余的单元格",
                width + 1
            );
            self.problem = Some((width, reason));
        } else {
            self.cells.resize(width, String::new());
        }
    }
}

/// Merged cells: the file holds the value in the first cell only.
struct Merged {
    /// Those still to come, the last row first.
    waiting: Vec<Dimensions>,
    /// Those that the current row touches, with their value.
    open: Vec<(Dimensions, String)>,
}

impl Merged {
    fn new(mut regions: Vec<Dimensions>) -> Self {
        regions.sort_by_key(|region| std::cmp::Reverse(region.start));
        Merged { waiting: regions, open: Vec::new() }
    }

    fn fill(&mut self, row: &mut SheetRow, width: usize) {
        let number = row.number - 1;
        while self.waiting.last().is_some_and(|region| u64::from(region.start.0) <= number) {
            let Some(region) = self.waiting.pop() else { break };
            let own = u64::from(region.start.0) == number;
            let value = if own { row.cells.get(region.start.1 as usize).cloned() } else { None };
            self.open.extend(value.map(|value| (region, value)));
        }
        self.open.retain(|(region, _)| u64::from(region.end.0) >= number);
        for (region, value) in &self.open {
            let end = (region.end.1 as usize).min(width.saturating_sub(1));
            if value.is_empty() || region.start.1 as usize > end {
                continue;
            }
            if row.cells.len() <= end {
                row.cells.resize(end + 1, String::new());
            }
            for cell in &mut row.cells[region.start.1 as usize..=end] {
                if cell.is_empty() {
                    cell.clone_from(value);
                }
            }
        }
    }
}
