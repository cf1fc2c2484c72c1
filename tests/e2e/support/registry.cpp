#include "support/registry.hpp"

#include <windows.h>

#include <algorithm>

#include "support/system_failure.hpp"
#include "support/text.hpp"

namespace e2e {
namespace {

constexpr const wchar_t* kMarkKey = L"DriveLaunchTest";
constexpr const wchar_t* kMarkName = L"mark";

std::string bytes_of(const std::wstring& text) {
  return {reinterpret_cast<const char*>(text.data()), text.size() * sizeof(wchar_t)};
}

class Search {
 public:
  explicit Search(const std::vector<std::string>& texts) : texts_(texts) {}

  void search(HKEY parent, const std::wstring& name, const std::string& path) {
    HKEY key = nullptr;
    if (RegOpenKeyExW(parent, name.c_str(), REG_OPTION_OPEN_LINK, KEY_READ, &key) != ERROR_SUCCESS) return;
    search_values(key, path);
    std::wstring child(256, L'\0');
    for (DWORD i = 0;; ++i) {
      auto size = static_cast<DWORD>(child.size());
      if (RegEnumKeyExW(key, i, child.data(), &size, nullptr, nullptr, nullptr, nullptr) != ERROR_SUCCESS)
        break;
      const std::wstring name_of_child = child.substr(0, size);
      if (name_of_child == L"Classes") continue;
      search(key, name_of_child, path + "\\" + narrow(name_of_child));
    }
    RegCloseKey(key);
  }

  std::vector<std::string> found;

 private:
  void search_values(HKEY key, const std::string& path) {
    std::wstring name(16384, L'\0');
    std::string data(65536, '\0');
    for (DWORD i = 0;; ++i) {
      auto name_size = static_cast<DWORD>(name.size());
      auto data_size = static_cast<DWORD>(data.size());
      LSTATUS code = RegEnumValueW(key, i, name.data(), &name_size, nullptr, nullptr,
                                   reinterpret_cast<BYTE*>(data.data()), &data_size);
      if (code == ERROR_MORE_DATA && data_size > data.size()) {
        data.resize(data_size);
        name_size = static_cast<DWORD>(name.size());
        code = RegEnumValueW(key, i, name.data(), &name_size, nullptr, nullptr,
                             reinterpret_cast<BYTE*>(data.data()), &data_size);
      }
      if (code != ERROR_SUCCESS) break;
      const std::wstring value = name.substr(0, name_size);
      if (holds_text(bytes_of(value), texts_) ||
          holds_text(std::string_view(data).substr(0, data_size), texts_))
        found.push_back(path + "\\" + narrow(value));
    }
  }

  const std::vector<std::string>& texts_;
};

}  // namespace

bool holds_text(std::string_view bytes, const std::vector<std::string>& texts) {
  return std::any_of(texts.begin(), texts.end(), [&](const std::string& text) {
    return contains(bytes, text) || contains(bytes, bytes_of(widen(text)));
  });
}

std::vector<std::string> find_in_registry(const std::vector<std::string>& texts) {
  Search search(texts);
  search.search(HKEY_CURRENT_USER, L"", "HKCU");
  search.search(HKEY_LOCAL_MACHINE, L"SOFTWARE", "HKLM\\SOFTWARE");
  return std::move(search.found);
}

RegistryMark::RegistryMark(const std::string& text) {
  const std::wstring data = widen(text);
  const LSTATUS code = RegSetKeyValueW(HKEY_CURRENT_USER, kMarkKey, kMarkName, REG_SZ, data.c_str(),
                                       static_cast<DWORD>((data.size() + 1) * sizeof(wchar_t)));
  if (code != ERROR_SUCCESS) fail("cannot write to the registry", static_cast<DWORD>(code));
}

RegistryMark::~RegistryMark() {
  RegDeleteKeyW(HKEY_CURRENT_USER, kMarkKey);
}

std::string RegistryMark::path() const {
  return "HKCU\\" + narrow(kMarkKey) + "\\" + narrow(kMarkName);
}

}  // namespace e2e
