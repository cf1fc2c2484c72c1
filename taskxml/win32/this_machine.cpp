#include "taskxml/this_machine.hpp"

#include <windows.h>

#include <array>
#include <string_view>

#include "launcher/base/text_encoding.hpp"
#include "taskxml/file.hpp"

namespace taskxml {
namespace {

constexpr std::uintmax_t kLargestScript = 1U << 20U;

class WindowsMachine : public ThisMachine {
 public:
  bool is_local_disk(char letter) const override {
    const std::array<wchar_t, 4> root{static_cast<wchar_t>(letter), L':', L'\\', L'\0'};
    switch (GetDriveTypeW(root.data())) {
      case DRIVE_FIXED:
      case DRIVE_REMOVABLE:
      case DRIVE_CDROM:
      case DRIVE_RAMDISK:
        return true;
      default:
        return false;
    }
  }

  std::string expand(const std::string& text) const override {
    const std::wstring wide = path_from_utf8(text).wstring();
    std::wstring expanded(ExpandEnvironmentStringsW(wide.c_str(), nullptr, 0), L'\0');
    const DWORD length =
        ExpandEnvironmentStringsW(wide.c_str(), expanded.data(), static_cast<DWORD>(expanded.size()));
    if (length == 0 || length > expanded.size()) return text;
    expanded.resize(length - 1);
    return utf8_from_path(std::filesystem::path(expanded));
  }

  bool has_file(const std::string& path) const override {
    std::error_code error;
    return std::filesystem::is_regular_file(path_from_utf8(path), error);
  }

  std::optional<std::string> read(const std::string& path) const override {
    std::error_code error;
    const auto size = std::filesystem::file_size(path_from_utf8(path), error);
    if (error || size > kLargestScript) return std::nullopt;
    try {
      return read_file(path_from_utf8(path)).bytes;
    } catch (const FileError&) {
      return std::nullopt;
    }
  }
};

}  // namespace

const ThisMachine* this_machine() {
  static const WindowsMachine machine;
  return &machine;
}

}  // namespace taskxml
