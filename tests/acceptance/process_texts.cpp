#include "acceptance/process_texts.hpp"

#include <windows.h>

#include <tlhelp32.h>
// After windows.h, which it needs.
#include <winternl.h>

#include <algorithm>
#include <optional>

#include "acceptance/own_token.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/system_library.hpp"

namespace acceptance {
namespace {

using launcher::win32::make_handle;
using launcher::win32::UniqueHandle;

constexpr std::size_t kLongestEnvironment = 65536;  // characters
// RTL_USER_PROCESS_PARAMETERS: winternl.h has no name for it. The same in every 64-bit Windows since Vista.
constexpr std::size_t kEnvironmentAt = 0x80;
constexpr std::size_t kEnvironmentSizeAt = 0x3F0;

template <typename Value>
bool read_value(HANDLE process, const void* address, Value& value) {
  return ReadProcessMemory(process, address, &value, sizeof value, nullptr) != 0;
}

std::optional<std::wstring> read_text(HANDLE process, const void* address, std::size_t characters) {
  std::wstring text(characters, L'\0');
  if (ReadProcessMemory(process, address, text.data(), characters * sizeof(wchar_t), nullptr) == 0)
    return std::nullopt;
  return text;
}

std::optional<ProcessTexts> read_one(std::uint32_t number) {
  const UniqueHandle process =
      make_handle(OpenProcess(PROCESS_QUERY_INFORMATION | PROCESS_VM_READ, FALSE, number));
  if (!process) return std::nullopt;
  const auto query = launcher::win32::find_system_function<decltype(&NtQueryInformationProcess)>(
      L"ntdll.dll", "NtQueryInformationProcess");
  PROCESS_BASIC_INFORMATION information{};
  if (query(process.get(), ProcessBasicInformation, &information, sizeof information, nullptr) < 0)
    return std::nullopt;
  PEB block{};
  RTL_USER_PROCESS_PARAMETERS parameters{};
  if (!read_value(process.get(), information.PebBaseAddress, block) ||
      !read_value(process.get(), block.ProcessParameters, parameters))
    return std::nullopt;
  ProcessTexts texts{.process = number, .line = {}, .environment = {}};
  const std::size_t length = parameters.CommandLine.Length / sizeof(wchar_t);
  std::optional<std::wstring> line = read_text(process.get(), parameters.CommandLine.Buffer, length);
  if (!line) return std::nullopt;
  texts.line = std::move(*line);
  const auto* const begin = reinterpret_cast<const char*>(block.ProcessParameters);
  const wchar_t* environment = nullptr;
  SIZE_T size = 0;
  if (read_value(process.get(), begin + kEnvironmentAt, environment) &&
      read_value(process.get(), begin + kEnvironmentSizeAt, size))
    texts.environment = read_text(process.get(), environment,
                                  std::min<std::size_t>(size / sizeof(wchar_t), kLongestEnvironment))
                            .value_or(std::wstring());
  return texts;
}

}  // namespace

std::vector<ProcessTexts> read_process_texts() {
  use_debug_privilege();
  std::vector<ProcessTexts> all;
  const UniqueHandle snapshot = make_handle(CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0));
  PROCESSENTRY32W entry{};
  entry.dwSize = sizeof entry;
  if (!snapshot || Process32FirstW(snapshot.get(), &entry) == 0) return all;
  do {
    if (std::optional<ProcessTexts> texts = read_one(entry.th32ProcessID)) all.push_back(std::move(*texts));
  } while (Process32NextW(snapshot.get(), &entry) != 0);
  return all;
}

}  // namespace acceptance
