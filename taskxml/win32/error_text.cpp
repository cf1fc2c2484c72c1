#include "taskxml/win32/error_text.hpp"

#include <fmt/format.h>

#include "launcher/win32/system/system_error.hpp"

namespace taskxml {

std::string error_text(std::uint32_t code) {
  std::string text = launcher::win32::system_text(code);
  if (text.ends_with('.')) text.pop_back();
  return fmt::format("error {}: {}", code, text);
}

}  // namespace taskxml
