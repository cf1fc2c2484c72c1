#pragma once

#include <string>
#include <string_view>

namespace launcher {

/// Text for people: what is not UTF-8 becomes U+FFFD.
std::string as_utf8(std::string_view text);

/// The text as UTF-8, in which `write` says what stands for each character that would not be seen as what it
/// is: control characters, line and paragraph separators, and the marks that change the direction of writing
/// (Unicode's Bidi_Control), which make a text look like another one. None of them is beyond U+FFFF.
std::string replace_unseen(std::string_view text, std::string (*write)(char32_t character));

/// For people, on one line: each of these characters is written like `<U+202E>`. What may come from a file or
/// its name is printed through this.
std::string on_one_line(std::string_view text);

}  // namespace launcher
