#include "taskxml/xml/document.hpp"

#include <algorithm>
#include <utility>

#include "launcher/text/text_encoding.hpp"
#include "launcher/text/utf16.hpp"
#include "taskxml/xml/line_counter.hpp"
#include "taskxml/xml/malformed.hpp"

namespace taskxml {
namespace {

std::size_t count_lines(std::string_view text) {
  return LineCounter(text).line_at(text.size());
}

launcher::ByteOrder order_of(Encoding encoding) {
  return encoding == Encoding::utf16_big_endian ? launcher::ByteOrder::big_endian
                                                : launcher::ByteOrder::little_endian;
}

std::string decode_utf16(std::string_view bytes, launcher::ByteOrder order) {
  try {
    return launcher::utf8_from_utf16_bytes(bytes, order);
  } catch (const launcher::TextEncodingError& error) {
    const std::string before = launcher::utf8_from_utf16_bytes(bytes.substr(0, 2 * error.offset()), order);
    const std::size_t line = count_lines(before);
    if (2 * error.offset() + 1 < bytes.size())
      throw Malformed::at_line("invalid UTF-16: half of a surrogate pair", line);
    throw Malformed::at_line("invalid UTF-16: the file ends in half a character", line,
                             "Export the task again; the file was cut or joined to another");
  }
}

}  // namespace

Document Document::decode(std::string bytes, const std::optional<CodePage>& input_encoding) {
  Document document;
  document.bytes_ = std::move(bytes);
  const std::string_view view = document.bytes_;
  const DetectedEncoding detected = detect_encoding(view);
  document.encoding_ = detected.encoding;
  document.has_mark_ = detected.has_mark;
  const std::string_view content = view.substr(document.mark_length());
  if (document.encoding_ != Encoding::utf8) {
    document.decoded_ = decode_utf16(content, order_of(document.encoding_));
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
  launcher::append_utf16_bytes(bytes, text, order_of(encoding_));
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
  launcher::append_utf16_bytes(bytes, text, launcher::ByteOrder::little_endian);
  return bytes;
}

}  // namespace taskxml
