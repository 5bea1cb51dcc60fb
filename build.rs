//! New migrations and words alone must rebuild the crate: both are embedded by macros that cargo cannot see through.
fn main() {
    println!("cargo:rerun-if-changed=migrations");
    println!("cargo:rerun-if-changed=templates");
}
