#pragma once

#include <string>
#include <string_view>

#include "launcher/base/drive.hpp"

/// Values of drives.ini as people write them. A value is the whole rest of its line, and a share may be
/// called backup#2024; so only what cannot be meant is taken for a habit from other files.
namespace launcher {

/// Whether `text` begins with a quotation mark of any shape, or ends with a double one it does not begin
/// with.
bool has_outer_quotes(std::string_view text);

/// Where a comment behind a value seems to begin, with the blanks before it, or npos: a `;` with a blank
/// beside it or at the end, or a `#` with a blank before it.
std::size_t find_comment(std::string_view text);

/// "%NAME%", the first one in `text`; empty when there is none.
std::string_view find_variable(std::string_view text);

/// A UNC path from a person's hand. Beyond what UncPath::parse refuses: outer quotes, variables (and any % in
/// the server's name), and what looks like a comment (also a `;` in the share's name, which cannot hold one:
/// [MS-FSCC] "Share Name"), unless a backslash at the end says that all of it is the path. Throws
/// std::invalid_argument.
UncPath parse_written_path(std::string_view text);

/// The way back: with a backslash at the end where it needs one. For a path without variables,
/// parse_written_path(write_path(path)).is_same_as(path).
std::string write_path(const UncPath& path);

}  // namespace launcher
