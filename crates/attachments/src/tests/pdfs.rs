use flate2::Compression;
use flate2::write::ZlibEncoder;
use proptest::prelude::*;

use super::*;

fn packed(content: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn text_of(file: &[u8]) -> Option<String> {
    look("a.pdf", file).unwrap().text
}

#[test]
fn the_text_of_a_pdf_is_found() {
    let found = look("notice.pdf", &pdf("Hello openness")).unwrap();
    assert!(found.text.unwrap().contains("Hello openness"));
    assert_eq!(found.media_type, "application/pdf");
}

#[test]
fn packed_pages_and_forms_are_read() {
    let page = stream("/Filter /FlateDecode", &packed(b"BT /F1 24 Tf 72 700 Td (Packed page) Tj ET /X1 Do"));
    let form = stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /Font << /F1 5 0 R >> >>",
        b"BT /F1 12 Tf 72 300 Td (Inner form) Tj ET",
    );
    let text = text_of(&one_page(page, "/XObject << /X1 6 0 R >>", vec![form])).unwrap();
    assert!(text.contains("Packed page") && text.contains("Inner form"), "{text}");
}

#[test]
fn pictures_do_not_hide_the_text_beside_them() {
    let page = stream("", b"/X1 Do BT /F1 24 Tf 72 700 Td (Beside a picture) Tj ET");
    let picture = stream(
        "/Type /XObject /Subtype /Image /Width 4 /Height 4 /ColorSpace /DeviceGray /BitsPerComponent 8",
        &[0x28, 0xff, 0x00, 0x3c, 0x3c, 0x5b, 0x80, 0x29, 1, 2, 3, 4, 5, 6, 7, 8],
    );
    let text = text_of(&one_page(page, "/XObject << /X1 6 0 R >>", vec![picture])).unwrap();
    assert!(text.contains("Beside a picture"), "{text}");
}

#[test]
fn a_broken_pdf_is_a_file_without_text() {
    assert_eq!(text_of(b"%PDF-1.7\n1 0 obj << /Type /Catalog"), None);
}

#[test]
fn a_form_that_draws_itself_does_not_end_the_program() {
    let page = stream("", b"/X1 Do");
    let own = "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X1 6 0 R >> >>";
    assert_eq!(
        text_of(&one_page(page.clone(), "/XObject << /X1 6 0 R >>", vec![stream(own, b"/X1 Do")])),
        None
    );
    // Without resources of its own a form uses those of the page.
    let inherited = "/Type /XObject /Subtype /Form /BBox [0 0 9 9]";
    assert_eq!(
        text_of(&one_page(page, "/XObject << /X1 6 0 R >>", vec![stream(inherited, b"/X1 Do")])),
        None
    );
}

#[test]
fn forms_that_multiply_do_not_keep_it_busy() {
    let draw = b"/X1 Do ".repeat(100);
    let form = |next: usize| {
        let dictionary = format!(
            "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X1 {next} 0 R >> >>"
        );
        stream(&dictionary, &draw)
    };
    let last = stream("/Type /XObject /Subtype /Form /BBox [0 0 9 9]", b"");
    let forms = vec![form(7), form(8), form(9), form(10), last];
    assert_eq!(text_of(&one_page(stream("", &draw), "/XObject << /X1 6 0 R >>", forms)), None);
}

#[test]
fn a_ring_of_parents_does_not_end_the_program() {
    let file = pdf_of(&[
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 /Parent 3 0 R >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>".to_vec(),
        stream("", b"BT ET"),
    ]);
    assert_eq!(text_of(&file), None);
}

#[test]
fn a_packed_bomb_is_not_unpacked() {
    let bomb = packed(&vec![b' '; 8 << 20]);
    let limits = Limits { max_unpacked: 1 << 20, ..Limits::default() };
    let page = one_page(stream("/Filter /FlateDecode", &bomb), "", Vec::new());
    assert_eq!(inspect("a.pdf", &page, &limits).unwrap().text, None);
    let objects = stream("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", &bomb);
    let file = one_page(stream("", b"BT ET"), "", vec![objects]);
    assert_eq!(inspect("a.pdf", &file, &limits).unwrap().text, None);
    let twice = stream("/Filter [/FlateDecode /FlateDecode]", &packed(&bomb));
    assert_eq!(inspect("a.pdf", &one_page(twice, "", Vec::new()), &limits).unwrap().text, None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_pdf_does_not_make_it_panic(changes in proptest::collection::vec((any::<usize>(), any::<u8>()), 1..8)) {
        let mut file = pdf("Hello");
        let len = file.len();
        for (at, with) in changes {
            file[at % len] = with;
        }
        let _ = look("a.pdf", &file);
    }

    #[test]
    fn a_pdf_cut_off_does_not_make_it_panic(at in 5usize..600) {
        let file = pdf("Hello");
        let _ = look("a.pdf", &file[..at.min(file.len())]);
    }
}
