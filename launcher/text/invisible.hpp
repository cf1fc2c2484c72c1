#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// Characters that nobody sees and nobody types on purpose: they come with what is copied from web pages,
/// mails and word processors (no-break spaces, zero width spaces, byte order marks, marks of direction,
/// controls). All text is valid UTF-8.
namespace launcher {

struct InvisibleCharacter {
  char32_t code = 0;
  std::size_t begin = 0;  ///< its first byte in the text
  std::size_t size = 0;   ///< in bytes
  bool is_blank = false;  ///< takes the place of a blank; else it has no width
};

/// The first one that cannot be meant. What writing systems and emoji need inside a word (zero width joiners,
/// U+3000) counts at the ends of `text` only.
std::optional<InvisibleCharacter> find_invisible(std::string_view text);

/// "<U+00A0>"
std::string name_invisible(char32_t code);

/// Every one of them, at whatever place, shown by its name.
std::string show_invisible(std::string_view text);

/// Blank ones become an ordinary blank, the others go.
std::string replace_invisible(std::string_view text);

}  // namespace launcher
