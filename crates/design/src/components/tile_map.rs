//! A schematic map: a tile for each region, coloured in steps.

use askama::Template;
use askama::filters::HtmlSafe;

use super::Link;

/// Characters of a name in one line of a tile as they are.
const LINE: usize = 5;

/// One region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// Its name and page.
    pub region: Link,
    /// What it is coloured by, in words.
    pub value: String,
    /// The step of its colour, from 0; none where nothing is known.
    pub step: Option<usize>,
    /// From the left, from 0.
    pub column: usize,
    /// From the top, from 0.
    pub row: usize,
}

/// Regions as tiles of one size, each a link. Everything that colours say stands in words in the tile, and the steps are
/// named below; whoever wants numbers side by side has a table beside it.
#[derive(Debug, Clone, Template)]
#[template(path = "components/tile_map.html")]
pub struct TileMap {
    /// What it shows.
    pub title: String,
    /// The tiles.
    pub tiles: Vec<Tile>,
    /// What the steps mean, the lowest first.
    pub steps: Vec<String>,
    /// What a tile without a step means; empty where every tile has one.
    pub unknown: String,
    /// What must be known to read it.
    pub note: String,
}

impl TileMap {
    /// Tiles in rows of four, in their order, for regions of which no map is drawn.
    #[must_use]
    pub fn in_rows(regions: Vec<(Link, String, Option<usize>)>) -> Vec<Tile> {
        let tile = |(at, (region, value, step))| Tile { region, value, step, column: at % 4, row: at / 4 };
        regions.into_iter().enumerate().map(tile).collect()
    }

    fn width(&self) -> usize {
        self.tiles.iter().map(|tile| tile.column + 1).max().unwrap_or(1) * 100
    }

    fn height(&self) -> usize {
        self.tiles.iter().map(|tile| tile.row + 1).max().unwrap_or(1) * 80
    }
}

impl Tile {
    fn x(&self) -> usize {
        self.column * 100
    }

    fn y(&self) -> usize {
        self.row * 80
    }

    /// The colour's class; what is not known has none of the steps.
    fn class(&self) -> String {
        self.step.map_or_else(|| "unknown".to_owned(), |step| format!("step-{step}"))
    }

    /// The name in two lines at most, so that a tile is as large as the others.
    fn lines(&self) -> Vec<String> {
        let name: Vec<char> = self.region.text.chars().collect();
        let most = if name.len() > LINE { name.len().div_ceil(2) } else { LINE };
        name.chunks(most).map(|line| line.iter().collect()).collect()
    }

    /// Whether a line has to be drawn narrower to fit.
    fn is_long(line: &str) -> bool {
        line.chars().count() > LINE
    }

    /// Where its lines of text stand: name, then value.
    fn texts(&self) -> Vec<(usize, String)> {
        let lines = self.lines();
        let first = self.y() + if lines.len() > 1 { 22 } else { 33 };
        let names = lines.into_iter().enumerate().map(|(at, line)| (first + at * 20, line));
        names.chain([(self.y() + 63, self.value.clone())]).collect()
    }
}

impl HtmlSafe for TileMap {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_stand_where_they_are_put_and_say_what_their_colour_says() {
        let tile = |name: &str, column, row, step: Option<usize>| Tile {
            region: Link::new("/oversight?region=130800", name),
            value: if step.is_none() { "无法判断".into() } else { "81.25".into() },
            step,
            column,
            row,
        };
        let tiles = vec![tile("承德市", 2, 0, Some(3)), tile("围场满族蒙古族自治县", 0, 1, None)];
        let map = TileMap {
            title: "图".into(),
            tiles,
            steps: vec!["不到 60".into()],
            unknown: "无法判断".into(),
            note: String::new(),
        };
        let html = map.to_string();
        assert!(html.contains("viewBox=\"0 0 300 160\"") && html.contains("class=\"tile step-3\""), "{html}");
        assert!(html.contains("class=\"tile unknown\"") && html.matches("无法判断").count() > 2, "{html}");
        assert_eq!(html.matches("<a href=\"/oversight?region=130800\"").count(), 2, "every tile is a link");
        assert_eq!(map.tiles[1].lines(), ["围场满族蒙", "古族自治县"]);
        let long = tile("石家庄高新技术产业开发区", 0, 0, None);
        assert_eq!(long.lines(), ["石家庄高新技", "术产业开发区"]);
        assert!(Tile::is_long("石家庄高新技") && !Tile::is_long("围场满族蒙"));
    }

    #[test]
    fn regions_without_a_map_stand_in_rows_of_four() {
        let regions = (0..6).map(|_| (Link::new("/", "县"), String::new(), None)).collect();
        let tiles = TileMap::in_rows(regions);
        assert_eq!((tiles[3].column, tiles[3].row), (3, 0));
        assert_eq!((tiles[5].column, tiles[5].row), (1, 1));
    }
}
