#!/bin/sh
# rustdoc that may write JSON, which is not stable yet. Set here and not for cargo: build scripts look at this
# variable too, and everything would be compiled anew. The release is pinned, so its JSON has one form.
RUSTC_BOOTSTRAP=1 exec rustdoc "$@"
