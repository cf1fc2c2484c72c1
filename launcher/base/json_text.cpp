#include "launcher/base/json_text.hpp"

#include <fmt/format.h>

#include "launcher/base/printable.hpp"

namespace launcher {

std::string quote_json(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : as_utf8(text)) {
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      quoted += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

}  // namespace launcher
