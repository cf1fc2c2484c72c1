#include "scheduler/command_line.hpp"

#include <windows.h>

#include <cwchar>

#include "scheduler/refused.hpp"

namespace scheduler {
namespace {

constexpr std::size_t kMostArguments = 32;

/// Of "(Arg12)": 12; kMostArguments for what is none.
std::size_t argument_number(std::wstring_view name) {
  constexpr std::wstring_view kPrefix = L"Arg";
  if (!name.starts_with(kPrefix)) return kMostArguments;
  name.remove_prefix(kPrefix.size());
  if (name.empty() || name.size() > 2 || name.find_first_not_of(L"0123456789") != std::wstring_view::npos) {
    return kMostArguments;
  }
  return static_cast<std::size_t>(std::wcstoul(std::wstring(name).c_str(), nullptr, 10));
}

}  // namespace

std::wstring substitute(std::wstring_view text, const std::vector<std::wstring>& arguments) {
  std::wstring result;
  for (std::size_t at = 0; at < text.size();) {
    if (text.substr(at).starts_with(L"$$")) {
      result += L'$';
      at += 2;
      continue;
    }
    const std::size_t end =
        text.substr(at).starts_with(L"$(") ? text.find(L')', at) : std::wstring_view::npos;
    const std::size_t number =
        end == std::wstring_view::npos ? kMostArguments : argument_number(text.substr(at + 2, end - at - 2));
    if (number < kMostArguments && number < arguments.size()) {
      result += arguments[number];
      at = end + 1;
    } else {
      result += text[at++];
    }
  }
  return result;
}

std::wstring expand(const std::wstring& text) {
  const DWORD size = ExpandEnvironmentStringsW(text.c_str(), nullptr, 0);
  std::wstring expanded(size, L'\0');
  const DWORD used = ExpandEnvironmentStringsW(text.c_str(), expanded.data(), size);
  if (used == 0 || used > size) throw Refused::win32(GetLastError());
  expanded.resize(std::wcslen(expanded.c_str()));
  return expanded;
}

std::wstring join_line(const std::wstring& command, const std::wstring& arguments) {
  const std::wstring quoted = command.starts_with(L'"') ? command : L"\"" + command + L"\"";
  return arguments.empty() ? quoted : quoted + L" " + arguments;
}

}  // namespace scheduler
