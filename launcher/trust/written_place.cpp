#include "launcher/trust/written_place.hpp"

#include <algorithm>
#include <string>

#include "launcher/base/drive.hpp"

namespace launcher {
namespace {

constexpr std::string_view kPipes = R"(\\.\pipe\)";

bool starts_with_drive(std::string_view path) {
  return path.size() >= 2 && path[1] == ':';
}

}  // namespace

WrittenPlace classify_written_path(std::string_view path,
                                   const std::function<bool(std::string_view drive)>& is_network_drive) {
  std::string slashed(path);
  std::replace(slashed.begin(), slashed.end(), '/', '\\');
  std::string_view rest = slashed;
  if (rest.starts_with(R"(\\.\)")) {
    const std::string_view name = rest.substr(4);
    const bool is_pipe = equals_ignoring_case(rest.substr(0, kPipes.size()), kPipes);
    return is_pipe || name.find('\\') == std::string_view::npos ? WrittenPlace::device : WrittenPlace::here;
  }
  if (equals_ignoring_case(rest.substr(0, 8), R"(\\?\UNC\)")) return WrittenPlace::share;
  if (rest.starts_with(R"(\\?\)")) {
    rest.remove_prefix(4);
  } else if (rest.starts_with(R"(\\)")) {
    return WrittenPlace::share;
  }
  return starts_with_drive(rest) && is_network_drive(rest.substr(0, 2)) ? WrittenPlace::share
                                                                        : WrittenPlace::here;
}

}  // namespace launcher
