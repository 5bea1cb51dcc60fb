//! Files made for a visitor: how they are named, and a workbook as an answer.

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

/// The header that names a download: in the reader's language, with a plain name for programs that cannot read that.
pub fn named(name: &str, plain: &str, end: &str) -> String {
    let encoded = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
    format!("attachment; filename=\"{plain}.{end}\"; filename*=UTF-8''{encoded}.{end}")
}

/// An xlsx as an answer.
pub fn workbook(name: String, bytes: Vec<u8>) -> Response {
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned();
    ([(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, name)], bytes).into_response()
}
