#include "launcher/win32/program/associations.hpp"

#include <windows.h>

#include <shlwapi.h>

#include <map>
#include <optional>

#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/system_library.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace launcher::win32 {
namespace {

constexpr const char* kClasses = R"(HKEY_LOCAL_MACHINE\Software\Classes)";
constexpr const char* kReadValue = "RegGetValueW";

struct Value {
  std::string text;
  bool has_variables = false;
};

/// A value of the machine, not expanded; nothing: there is none, or it is not a text.
std::optional<Value> read_value(const std::string& key, const wchar_t* name) {
  std::wstring text(32767, L'\0');
  auto size = static_cast<DWORD>(text.size() * sizeof(wchar_t));
  DWORD type = REG_NONE;
  if (RegGetValueW(HKEY_LOCAL_MACHINE, to_wide(key).c_str(), name,
                   RRF_RT_REG_SZ | RRF_RT_REG_EXPAND_SZ | RRF_NOEXPAND, &type, text.data(),
                   &size) != ERROR_SUCCESS)
    return std::nullopt;
  text.resize(text.find(L'\0'));
  return Value{.text = wtf8_from_wide(text), .has_variables = type == REG_EXPAND_SZ};
}

std::string read_text(const std::string& key, const wchar_t* name = nullptr) {
  const auto value = read_value(key, name);
  return value ? value->text : std::string();
}

std::map<std::string, std::string> read_machine_variables() {
  std::map<std::string, std::string> values;
  std::wstring windows(MAX_PATH, L'\0');
  windows.resize(GetSystemWindowsDirectoryW(windows.data(), static_cast<UINT>(windows.size())));
  values["systemroot"] = values["windir"] = to_utf8(windows);
  values["systemdrive"] = to_utf8(windows.substr(0, 2));
  const std::string version = R"(SOFTWARE\Microsoft\Windows\CurrentVersion)";
  values["programfiles"] = values["programw6432"] = read_text(version, L"ProgramFilesDir");
  values["programfiles(x86)"] = read_text(version, L"ProgramFilesDir (x86)");
  return values;
}

}  // namespace

Association find_own_association(const std::string& extension) {
  Association association{.command = {}, .api = "AssocQueryStringW", .place = {}};
  const auto query_string =
      find_system_function<decltype(&AssocQueryStringW)>(L"shlwapi.dll", "AssocQueryStringW");
  std::wstring command(32767, L'\0');
  auto length = static_cast<DWORD>(command.size());
  // ASSOCF_INIT_IGNOREUNKNOWN: "how do you want to open this file" is no association.
  constexpr ASSOCF kIgnoreUnknown = 0x00000400;
  if (FAILED(query_string(kIgnoreUnknown, ASSOCSTR_COMMAND, to_wide(extension).c_str(), nullptr,
                          command.data(), &length)))
    return association;
  command.resize(command.find(L'\0'));
  association.command = to_utf8(command);
  return association;
}

Association find_machine_association(const std::string& extension) {
  Association association{.command = {}, .api = kReadValue, .place = kClasses};
  const std::string classes = R"(Software\Classes\)";
  const std::string type = read_text(classes + extension);
  const std::string shell = classes + (type.empty() ? extension : type) + R"(\shell)";
  const auto command = read_value(shell + "\\" + default_verb(read_text(shell)) + R"(\command)", nullptr);
  if (!command) return association;
  association.command =
      command->has_variables
          ? expand_machine_variables(command->text, read_machine_variables()).value_or(std::string())
          : command->text;
  return association;
}

}  // namespace launcher::win32
