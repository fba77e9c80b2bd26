//! Files added to this folder are embedded at the next build.

fn main() {
    println!("cargo:rerun-if-changed=.");
}
