#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "taskxml/xml/code_page.hpp"
#include "taskxml/xml/encoding.hpp"

/// A file as text, such that a change of the text changes only the bytes of that change.
namespace taskxml {

/// Replaces the text from `begin` to `end` by `text`.
struct Edit {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string text;
};

class Document {
 public:
  /// detect_encoding() decides; what is then no valid UTF-8 is `unknown_8_bit`. `input_encoding` is for 8-bit
  /// files without a mark; the others ignore it. Throws Malformed for invalid UTF-16 and for bytes that
  /// `input_encoding` does not have.
  static Document decode(std::string bytes, const std::optional<CodePage>& input_encoding);

  Encoding encoding() const { return encoding_; }
  const std::string& bytes() const { return bytes_; }
  std::string take_bytes() && { return std::move(bytes_); }

  /// Without the byte order mark. UTF-8, but for unknown_8_bit.
  std::string_view text() const;

  /// Whether new text must keep to ASCII, and write other characters as `&#x...;`.
  bool needs_ascii() const {
    return encoding_ == Encoding::code_page || encoding_ == Encoding::unknown_8_bit;
  }

  /// Whether these characters could be written back as the bytes they came from. False only for the few that
  /// a code page has twice.
  bool survives(std::size_t begin, std::size_t end) const;

  /// The bytes after the edits, which are in order and do not overlap. All other bytes are copied.
  std::string apply(std::span<const Edit> edits) const;

  /// The text after the edits.
  std::string apply_to_text(std::span<const Edit> edits) const;

 private:
  std::size_t mark_length() const;
  std::string encode(std::string_view text) const;
  std::size_t byte_offset(std::size_t text_offset) const;

  Encoding encoding_ = Encoding::utf8;
  bool has_mark_ = false;
  std::string bytes_;
  std::string decoded_;  ///< empty where the bytes are the text
  std::optional<CodePage> code_page_;
  std::vector<CodePageMark> marks_;
};

/// UTF-16LE with byte order mark, the one form that schtasks /create /xml and Task Scheduler's import take in
/// every language (schtasks refuses UTF-8). The text must be UTF-8.
std::string encode_utf16_file(std::string_view text);

}  // namespace taskxml
