#pragma once

/// The commit that this program was built from, or "unknown". A target of its own, so that a new commit rebuilds one
/// line of C and no Swift.
extern const char *const build_commit;
