//! The code (二维码) on a card, as the outline of its dark squares: one attribute of one SVG path, so nothing about it needs trust.

use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write;

/// A code to draw.
pub struct Qr {
    /// `M0 0h7v1h-7z…`, in squares.
    pub path: String,
    /// Squares of a side, with the quiet zone of four around it that readers need.
    pub side: usize,
}

/// Draws these words. With a quarter of them lost it can still be read: cards hang in kitchens and boiler rooms.
/// `None` for more words than a code holds.
pub fn draw(words: &str) -> Option<Qr> {
    const QUIET: usize = 4;
    let code = QrCode::with_error_correction_level(words, EcLevel::Q).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            if run.first() == Some(&Color::Dark) {
                let length = run.len();
                // Writing to a string cannot fail.
                let _ = write!(path, "M{} {}h{length}v1h-{length}z", x + QUIET, y + QUIET);
            }
            x += run.len();
        }
    }
    Some(Qr { path, side: width + 2 * QUIET })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_address_gives_a_small_code_with_its_three_corners() {
        let qr = draw("https://register.example/r/0123456789ab").unwrap();
        assert!(qr.side <= 33 + 8, "{}", qr.side);
        let far = qr.side - 4 - 7;
        for corner in ["M4 4h7v1h-7z".to_owned(), format!("M{far} 4h7v1h-7z"), format!("M4 {far}h7v1h-7z")] {
            assert!(qr.path.contains(&corner), "{corner} is missing: {}", qr.path);
        }
        assert!(qr.path.chars().all(|c| c.is_ascii_digit() || matches!(c, 'M' | 'h' | 'v' | 'z' | '-' | ' ')));
        assert!(draw(&"x".repeat(5000)).is_none());
    }
}
