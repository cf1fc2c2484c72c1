#include "taskxml/xml/document.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "launcher/text/text_encoding.hpp"
#include "taskxml/xml/line_counter.hpp"
#include "taskxml/xml/malformed.hpp"
#include "taskxml/xml/utf8.hpp"

namespace taskxml {
namespace {

unsigned unit_at(std::string_view bytes, std::size_t at, bool little_endian) {
  const unsigned first = static_cast<unsigned char>(bytes[at]);
  const unsigned second = static_cast<unsigned char>(bytes[at + 1]);
  return little_endian ? first | (second << 8U) : second | (first << 8U);
}

void append_unit(std::string& bytes, unsigned unit, bool little_endian) {
  const auto low = static_cast<char>(unit & 0xFFU);
  const auto high = static_cast<char>(unit >> 8U);
  bytes.push_back(little_endian ? low : high);
  bytes.push_back(little_endian ? high : low);
}

std::size_t count_lines(std::string_view text) {
  return LineCounter(text).line_at(text.size());
}

bool is_high_surrogate(unsigned unit) {
  return unit >= 0xD800 && unit <= 0xDBFF;
}
bool is_low_surrogate(unsigned unit) {
  return unit >= 0xDC00 && unit <= 0xDFFF;
}

/// So many units of UTF-16 are looked at together: most of a task is ASCII.
constexpr std::size_t kBlock = 16;

/// Whether the block at `at` is there and all ASCII.
bool has_ascii_block(std::string_view bytes, std::size_t at, bool little_endian) {
  // Of each unit the high byte and the top bit of the low byte.
  constexpr std::array<unsigned char, 8> kLittleMask{0x80, 0xFF, 0x80, 0xFF, 0x80, 0xFF, 0x80, 0xFF};
  constexpr std::array<unsigned char, 8> kBigMask{0xFF, 0x80, 0xFF, 0x80, 0xFF, 0x80, 0xFF, 0x80};
  std::array<std::uint64_t, 2 * kBlock / sizeof(std::uint64_t)> units{};
  if (bytes.size() - at < sizeof units) return false;
  std::memcpy(units.data(), bytes.data() + at, sizeof units);
  std::uint64_t all = 0;
  for (const std::uint64_t four_units : units)
    all |= four_units;
  return (all & std::bit_cast<std::uint64_t>(little_endian ? kLittleMask : kBigMask)) == 0;
}

/// Of a block, where the low byte of each unit is its first or its second. Returns where the next character
/// goes.
template <std::size_t low>
char* put_low_bytes(char* to, const char* bytes) {
  // Arrays of known size that cannot be the same memory: the compiler makes a few instructions of it.
  std::array<char, 2 * kBlock> units{};
  std::memcpy(units.data(), bytes, units.size());
  std::array<char, kBlock> characters{};
  for (std::size_t i = 0; i < kBlock; ++i)
    characters[i] = units[2 * i + low];
  std::memcpy(to, characters.data(), kBlock);
  return to + kBlock;
}

/// How long the same text is in UTF-8; a file may be large, and more than it needs is not to be taken.
std::size_t count_utf8_bytes(std::string_view bytes, bool little_endian) {
  std::size_t count = 0;
  for (std::size_t at = 0; at + 1 < bytes.size();) {
    if (has_ascii_block(bytes, at, little_endian)) {
      count += kBlock;
      at += 2 * kBlock;
      continue;
    }
    const unsigned unit = unit_at(bytes, at, little_endian);
    const bool is_half_of_pair = unit >= 0xD800 && unit <= 0xDFFF;
    count += 1U + (unit >= 0x80 ? 1U : 0U) + (unit >= 0x800 && !is_half_of_pair ? 1U : 0U);
    at += 2;
  }
  return count;
}

/// launcher::utf8_from_utf16 would need a copy in memory with aligned units first.
std::string decode_utf16(std::string_view bytes, bool little_endian) {
  const std::size_t whole = bytes.size() - bytes.size() % 2;
  std::string text(count_utf8_bytes(bytes, little_endian), '\0');
  char* to = text.data();
  const auto refuse = [&](const char* what, std::string advice = {}) {
    const auto length = static_cast<std::size_t>(to - text.data());
    throw Malformed::at_line(what, count_lines(std::string_view(text).substr(0, length)), std::move(advice));
  };
  for (std::size_t at = 0; at < whole; at += 2) {
    if (has_ascii_block(bytes, at, little_endian)) {
      to = little_endian ? put_low_bytes<0>(to, bytes.data() + at) : put_low_bytes<1>(to, bytes.data() + at);
      at += 2 * kBlock - 2;
      continue;
    }
    unsigned c = unit_at(bytes, at, little_endian);
    if (is_high_surrogate(c) && at + 2 < whole && is_low_surrogate(unit_at(bytes, at + 2, little_endian))) {
      at += 2;
      c = 0x10000 + ((c - 0xD800) << 10U) + (unit_at(bytes, at, little_endian) - 0xDC00);
    } else if (is_high_surrogate(c) || is_low_surrogate(c)) {
      refuse("invalid UTF-16: half of a surrogate pair");
    }
    to = put_utf8(to, c);
  }
  if (whole != bytes.size()) {
    refuse("invalid UTF-16: the file ends in half a character",
           "Export the task again; the file was cut or joined to another");
  }
  return text;
}

/// UTF-16 without a mark shows itself by the zero byte beside its first character, which is `<` or a blank.
bool starts_like(std::string_view bytes, bool little_endian) {
  if (bytes.size() < 2) return false;
  const unsigned unit = unit_at(bytes, 0, little_endian);
  return unit == '<' || unit == ' ' || unit == '\t' || unit == '\r' || unit == '\n';
}

/// How many ASCII characters there are at `at`.
std::size_t ascii_length(std::string_view text, std::size_t at) {
  const auto end = std::find_if(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(),
                                [](char c) { return (c & 0x80) != 0; });
  return static_cast<std::size_t>(end - text.begin()) - at;
}

void append_ascii(std::string& bytes, std::string_view ascii, bool little_endian) {
  const std::size_t begin = bytes.size();
  bytes.resize(begin + 2 * ascii.size());
  char* const to = bytes.data() + begin + (little_endian ? 0 : 1);
  for (std::size_t i = 0; i < ascii.size(); ++i)
    to[2 * i] = ascii[i];
}

void append_utf16(std::string& bytes, std::string_view text, bool little_endian) {
  for (std::size_t at = 0; at < text.size();) {
    if (const std::size_t run = ascii_length(text, at); run != 0) {
      append_ascii(bytes, text.substr(at, run), little_endian);
      at += run;
      continue;
    }
    const Utf8Character character = read_utf8(text, at);
    if (character.length == 0) throw std::logic_error("text that is not UTF-8 cannot be written as UTF-16");
    at += character.length;
    unsigned unit = character.value;
    if (unit >= 0x10000) {
      append_unit(bytes, 0xD800 + ((unit - 0x10000) >> 10U), little_endian);
      unit = 0xDC00 + ((unit - 0x10000) & 0x3FFU);
    }
    append_unit(bytes, unit, little_endian);
  }
}

}  // namespace

Document Document::decode(std::string bytes, const std::optional<CodePage>& input_encoding) {
  Document document;
  document.bytes_ = std::move(bytes);
  const std::string_view view = document.bytes_;
  const auto set = [&](Encoding encoding, bool has_mark) {
    document.encoding_ = encoding;
    document.has_mark_ = has_mark;
  };
  if (view.starts_with("\xFF\xFE")) {
    set(Encoding::utf16_little_endian, true);
  } else if (view.starts_with("\xFE\xFF")) {
    set(Encoding::utf16_big_endian, true);
  } else if (view.starts_with("\xEF\xBB\xBF")) {
    set(Encoding::utf8, true);
  } else if (starts_like(view, true)) {
    set(Encoding::utf16_little_endian, false);
  } else if (starts_like(view, false)) {
    set(Encoding::utf16_big_endian, false);
  }
  const std::string_view content = view.substr(document.mark_length());
  if (document.encoding_ != Encoding::utf8) {
    document.decoded_ = decode_utf16(content, document.encoding_ == Encoding::utf16_little_endian);
    return document;
  }
  // Also where all is ASCII: what is added must then be readable as that code page.
  if (input_encoding && !document.has_mark_) {
    document.encoding_ = Encoding::code_page;
    document.code_page_ = input_encoding;
    try {
      DecodedCodePage decoded = decode_code_page(content, *input_encoding);
      document.decoded_ = std::move(decoded.text);
      document.marks_ = std::move(decoded.marks);
    } catch (const launcher::TextEncodingError& error) {
      throw Malformed::at_line("a byte that --input-encoding does not have",
                               count_lines(content.substr(0, error.offset())),
                               "Name the code page of the console that wrote the file; chcp shows it");
    }
    return document;
  }
  if (const std::size_t at = launcher::find_invalid_utf8(content); at != std::string_view::npos) {
    if (document.has_mark_) {
      throw Malformed::at_line("invalid UTF-8 after a UTF-8 byte order mark",
                               count_lines(content.substr(0, at)));
    }
    document.encoding_ = Encoding::unknown_8_bit;
  }
  return document;
}

std::size_t Document::mark_length() const {
  if (!has_mark_) return 0;
  return encoding_ == Encoding::utf8 ? 3 : 2;
}

std::string_view Document::text() const {
  const bool is_bytes = encoding_ == Encoding::utf8 || encoding_ == Encoding::unknown_8_bit;
  return is_bytes ? std::string_view(bytes_).substr(mark_length()) : std::string_view(decoded_);
}

std::string Document::encode(std::string_view text) const {
  if (encoding_ == Encoding::utf8 || encoding_ == Encoding::unknown_8_bit) return std::string(text);
  if (encoding_ == Encoding::code_page) return encode_code_page(text, *code_page_);
  std::string bytes;
  bytes.reserve(text.size() * 2);
  append_utf16(bytes, text, encoding_ == Encoding::utf16_little_endian);
  return bytes;
}

std::size_t Document::byte_offset(std::size_t text_offset) const {
  // The last mark that ends at or before the offset; all between is ASCII, one byte for one byte.
  const auto after =
      std::upper_bound(marks_.begin(), marks_.end(), text_offset,
                       [](std::size_t offset, const CodePageMark& mark) { return offset < mark.text_end; });
  if (after == marks_.begin()) return text_offset;
  const CodePageMark& mark = *std::prev(after);
  return mark.byte_end + (text_offset - mark.text_end);
}

bool Document::survives(std::size_t begin, std::size_t end) const {
  if (encoding_ != Encoding::code_page) return true;
  try {
    const std::size_t first = byte_offset(begin);
    return encode(text().substr(begin, end - begin)) ==
           std::string_view(bytes_).substr(first, byte_offset(end) - first);
  } catch (const launcher::TextEncodingError&) {
    return false;
  }
}

std::string Document::apply(std::span<const Edit> edits) const {
  const std::string_view text = this->text();
  std::string out;
  const bool is_utf16 = encoding_ == Encoding::utf16_little_endian || encoding_ == Encoding::utf16_big_endian;
  std::size_t size = bytes_.size();
  for (const Edit& edit : edits)
    size += is_utf16 ? 2 * edit.text.size() : edit.text.size();
  out.reserve(size);
  std::size_t text_at = 0;
  std::size_t bytes_at = mark_length();
  out.append(bytes_, 0, bytes_at);
  // The bytes that the text up to `text_end` came from.
  const auto advance = [&](std::size_t text_end) {
    std::size_t length = text_end - text_at;
    if (is_utf16) {
      length = 2 * launcher::count_utf16_units(text.substr(text_at, length));
    } else if (encoding_ == Encoding::code_page) {
      length = byte_offset(text_end) - bytes_at;
    }
    text_at = text_end;
    bytes_at += length;
    return length;
  };
  for (const Edit& edit : edits) {
    const std::size_t from = bytes_at;
    out.append(bytes_, from, advance(edit.begin));
    advance(edit.end);
    out += encode(edit.text);
  }
  out.append(bytes_, bytes_at);
  return out;
}

std::string Document::apply_to_text(std::span<const Edit> edits) const {
  const std::string_view text = this->text();
  std::string out;
  std::size_t at = 0;
  for (const Edit& edit : edits) {
    out.append(text.substr(at, edit.begin - at));
    out += edit.text;
    at = edit.end;
  }
  out.append(text.substr(at));
  return out;
}

std::string encode_utf16_file(std::string_view text) {
  std::string bytes;
  bytes.reserve(2 * text.size() + 2);
  bytes += "\xFF\xFE";
  append_utf16(bytes, text, true);
  return bytes;
}

}  // namespace taskxml
