#include "acceptance/text_search.hpp"

#include <windows.h>

#include <optional>
#include <string_view>

#include "acceptance/local_files.hpp"
#include "launcher/base/error.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace acceptance {
namespace {

std::optional<std::string> read_if_shared(const std::string& path) {
  try {
    return read_file(path);
  } catch (const launcher::Error& error) {
    if (error.failure().code == ERROR_SHARING_VIOLATION) return std::nullopt;
    throw;
  }
}

class Search {
 public:
  explicit Search(const launcher::Secret& text) : narrow_(text.view()), wide_(wide_copy(text)) {}

  void look_in(const std::string& folder) {
    WIN32_FIND_DATAW entry{};
    const launcher::win32::UniqueSearch search = launcher::win32::make_search(
        FindFirstFileW(launcher::win32::to_wide(folder + "\\*").c_str(), &entry));
    if (!search) return;
    do {
      const std::string name = launcher::win32::wtf8_from_wide(entry.cFileName);
      if (name == "." || name == ".." || (entry.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0)
        continue;
      if ((entry.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0)
        look_in(folder + '\\' + name);
      else
        look_at(folder + '\\' + name);
    } while (FindNextFileW(search.get(), &entry) != 0);
  }

  const FileSearch& result() const { return result_; }

 private:
  void look_at(const std::string& path) {
    const std::optional<std::string> bytes = read_if_shared(path);
    if (!bytes) return;
    ++result_.count;
    const std::string_view wide(reinterpret_cast<const char*>(wide_.data()), wide_.size() * sizeof(wchar_t));
    if (result_.found.empty() &&
        (bytes->find(narrow_) != std::string::npos || bytes->find(wide) != std::string::npos))
      result_.found = path;
  }

  std::string_view narrow_;
  std::wstring wide_;
  FileSearch result_;
};

}  // namespace

FileSearch search_files(const std::vector<std::string>& folders, const launcher::Secret& text) {
  Search search(text);
  for (const std::string& folder : folders)
    search.look_in(folder);
  return search.result();
}

std::wstring wide_copy(const launcher::Secret& text) {
  return launcher::win32::to_wide(std::string(text.view()));
}

std::uint32_t own_process() {
  return GetCurrentProcessId();
}

}  // namespace acceptance
