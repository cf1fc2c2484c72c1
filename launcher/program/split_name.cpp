#include "launcher/program/split_name.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "launcher/base/drive.hpp"

namespace launcher {
namespace {

bool is_slash(char c) {
  return c == '\\' || c == '/';
}

bool is_never_in_name(char c) {
  return static_cast<unsigned char>(c) < 0x20 ||
         std::string_view("\"*?<>|:").find(c) != std::string_view::npos;
}

}  // namespace

bool can_be_rest_of_name(std::string_view rest) {
  if (std::any_of(rest.begin(), rest.end(), is_never_in_name)) return false;
  for (std::size_t at = 0; at < rest.size(); ++at) {
    if (!is_slash(rest[at])) continue;
    // What is before a slash is a name, which Windows would shorten if it ended in a dot or a blank; what is
    // empty or made of dots alone ends in one, too.
    if (at == 0 || is_slash(rest[at - 1]) || rest[at - 1] == '.' || rest[at - 1] == ' ') return false;
  }
  return rest.empty() || (rest.back() != '.' && rest.back() != ' ' && !is_slash(rest.back()));
}

bool ends_as_program(std::string_view name) {
  static constexpr std::array<std::string_view, 4> kExtensions{".exe", ".com", ".bat", ".cmd"};
  const std::string end = to_lower_ascii(name.substr(name.size() - std::min<std::size_t>(4, name.size())));
  return std::find(kExtensions.begin(), kExtensions.end(), end) != kExtensions.end();
}

}  // namespace launcher
