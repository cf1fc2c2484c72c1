#include "launcher/text/json_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "launcher/text/printable.hpp"

namespace launcher {

std::string quote_json(std::string_view text) {
  std::string quoted = "\"";
  quoted.reserve(text.size() + 2);
  while (!text.empty()) {
    const auto escaped = std::find_if(text.begin(), text.end(), [](char c) { return c == '"' || c == '\\'; });
    const auto length = static_cast<std::size_t>(escaped - text.begin());
    quoted += text.substr(0, length);
    text.remove_prefix(length);
    if (text.empty()) break;
    quoted += '\\';
    quoted += text.front();
    text.remove_prefix(1);
  }
  quoted = replace_unseen(quoted, [](char32_t character) {
    return fmt::format("\\u{:04x}", static_cast<std::uint32_t>(character));
  });
  return quoted + '"';
}

JsonWriter& JsonWriter::end() {
  const bool on_lines = closings_.size() <= levels_on_lines_;
  const char closing = closings_.back();
  closings_.pop_back();
  // The outermost bracket ends on a line of its own even when there is nothing in it.
  if (on_lines && (!is_first_ || closings_.empty())) start_line();
  text_ += closing;
  is_first_ = false;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  text_.append(1, '"').append(name).append("\": ");
  follows_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::open(char opening, char closing) {
  write(std::string_view(&opening, 1));
  closings_ += closing;
  is_first_ = true;
  return *this;
}

JsonWriter& JsonWriter::write(std::string_view token) {
  separate();
  text_ += token;
  return *this;
}

void JsonWriter::separate() {
  if (std::exchange(follows_key_, false) || closings_.empty()) return;
  const bool is_first = std::exchange(is_first_, false);
  if (!is_first) text_ += ',';
  if (closings_.size() <= levels_on_lines_) {
    start_line();
  } else if (!is_first) {
    text_ += ' ';
  }
}

void JsonWriter::start_line() {
  text_.append(1, '\n').append(2 * closings_.size(), ' ');
}

}  // namespace launcher
