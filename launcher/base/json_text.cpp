#include "launcher/base/json_text.hpp"

#include <fmt/format.h>

#include <cstdint>

#include "launcher/base/printable.hpp"

namespace launcher {

std::string quote_json(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  quoted = replace_unseen(quoted, [](char32_t character) {
    return fmt::format("\\u{:04x}", static_cast<std::uint32_t>(character));
  });
  return quoted + '"';
}

}  // namespace launcher
