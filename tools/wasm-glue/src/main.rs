//! `doorward-wasm-glue <compiled.wasm> <out-dir>`: writes the glue and the module it belongs to.
//!
//! The "bundler" flavour keeps the glue free of any way to load a module: every entry of the npm
//! package brings its platform's own.

use anyhow::{Context, bail};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let [module, out] = arguments.as_slice() else {
        bail!("usage: doorward-wasm-glue <compiled.wasm> <out-dir>");
    };
    Bindgen::new()
        .input_path(module)
        .bundler(true)?
        .typescript(true)
        // The build knows functions by the names that the compiler gave them.
        .demangle(false)
        .remove_producers_section(true)
        .generate(out)
        .with_context(|| format!("generating the glue into {}", out.display()))
}
