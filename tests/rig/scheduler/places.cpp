#include "scheduler/places.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <stdexcept>

#include "launcher/win32/system/handle.hpp"
#include "scheduler/refused.hpp"

namespace scheduler {
namespace {

using launcher::win32::UniqueHandle;

constexpr DWORD kShareAll = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;

/// Somebody else reads or replaces the file in this moment.
bool is_passing(DWORD code) {
  return code == ERROR_SHARING_VIOLATION || code == ERROR_ACCESS_DENIED || code == ERROR_LOCK_VIOLATION;
}

/// Calls `act`, which returns a Win32 code, for two seconds while the code is one that passes.
template <typename Act>
void act_patiently(Act act) {
  constexpr int kTries = 100;
  constexpr DWORD kPause = 20;
  for (int tries = 1;; ++tries) {
    const DWORD code = act();
    if (code == NO_ERROR) return;
    if (!is_passing(code) || tries == kTries) throw Refused::win32(code);
    Sleep(kPause);
  }
}

std::string read_all(HANDLE file) {
  std::string bytes;
  std::array<char, 16384> buffer{};
  DWORD count = 0;
  while (ReadFile(file, buffer.data(), static_cast<DWORD>(buffer.size()), &count, nullptr) && count > 0) {
    bytes.append(buffer.data(), count);
  }
  return bytes;
}

DWORD write_all(HANDLE file, std::string_view bytes) {
  DWORD written = 0;
  if (!WriteFile(file, bytes.data(), static_cast<DWORD>(bytes.size()), &written, nullptr)) {
    return GetLastError();
  }
  return written == bytes.size() ? NO_ERROR : ERROR_DISK_FULL;
}

Places find_places() {
  const std::optional<std::string> named = read_file(L"\\\\?\\" + own_folder() + L"task-scheduler");
  if (!named) throw std::runtime_error("the stand-in for Task Scheduler is not in a rig");
  std::wstring rig = rig::to_utf16(named->substr(0, named->find('\n')));
  std::replace(rig.begin(), rig.end(), L'/', L'\\');
  rig.insert(0, L"\\\\?\\Z:");
  return {rig + L"\\tasks", rig + L"\\task-state", rig + L"\\task-plan", rig + L"\\task-logons",
          rig + L"\\failure"};
}

}  // namespace

const Places& places() {
  static const Places found = find_places();
  return found;
}

std::wstring own_folder() {
  HMODULE own = nullptr;
  GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                     reinterpret_cast<LPCWSTR>(&own_folder), &own);
  std::array<wchar_t, MAX_PATH> path{};
  std::wstring text(path.data(), GetModuleFileNameW(own, path.data(), static_cast<DWORD>(path.size())));
  return text.substr(0, text.rfind(L'\\') + 1);
}

std::optional<std::string> read_file(const std::wstring& path) {
  std::optional<std::string> bytes;
  act_patiently([&]() -> DWORD {
    const UniqueHandle file = launcher::win32::make_handle(
        CreateFileW(path.c_str(), GENERIC_READ, kShareAll, nullptr, OPEN_EXISTING, 0, nullptr));
    if (!file) {
      const DWORD code = GetLastError();
      const bool is_missing = code == ERROR_FILE_NOT_FOUND || code == ERROR_PATH_NOT_FOUND;
      return is_missing || is_folder(path) ? static_cast<DWORD>(NO_ERROR) : code;
    }
    bytes = read_all(file.get());
    return NO_ERROR;
  });
  return bytes;
}

void replace_file(const std::wstring& path, std::string_view bytes) {
  static std::atomic<unsigned> count = 0;
  const std::wstring fresh =
      places().state + L"\\new-" + std::to_wstring(GetCurrentProcessId()) + L"-" + std::to_wstring(++count);
  act_patiently([&]() -> DWORD {
    const UniqueHandle file = launcher::win32::make_handle(
        CreateFileW(fresh.c_str(), GENERIC_WRITE, kShareAll, nullptr, CREATE_ALWAYS, 0, nullptr));
    return file ? write_all(file.get(), bytes) : GetLastError();
  });
  act_patiently([&]() -> DWORD {
    return MoveFileExW(fresh.c_str(), path.c_str(), MOVEFILE_REPLACE_EXISTING) ? NO_ERROR : GetLastError();
  });
}

std::optional<rig::Fields> read_fields(const std::wstring& path) {
  const std::optional<std::string> line = read_file(path);
  if (!line) return std::nullopt;
  return rig::parse_line(*line);
}

void replace_fields(const std::wstring& path, const rig::Fields& fields) {
  // Without the blank after the word, which there is none of.
  const std::string line = rig::format_line("", fields);
  replace_file(path, std::string_view(line).substr(1));
}

void append_line(const std::wstring& path, std::string_view line) {
  act_patiently([&]() -> DWORD {
    const UniqueHandle file = launcher::win32::make_handle(
        CreateFileW(path.c_str(), FILE_APPEND_DATA, kShareAll, nullptr, OPEN_ALWAYS, 0, nullptr));
    return file ? write_all(file.get(), std::string(line) + "\n") : GetLastError();
  });
}

void make_folder(const std::wstring& path) {
  if (CreateDirectoryW(path.c_str(), nullptr)) return;
  const DWORD code = GetLastError();
  if (code != ERROR_ALREADY_EXISTS || !is_folder(path)) throw Refused::win32(code);
}

bool is_file(const std::wstring& path) {
  const DWORD attributes = GetFileAttributesW(path.c_str());
  return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) == 0;
}

bool is_folder(const std::wstring& path) {
  const DWORD attributes = GetFileAttributesW(path.c_str());
  return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
}

std::vector<std::wstring> names_in(const std::wstring& folder, bool folders) {
  struct FindCloser {
    void operator()(HANDLE search) const { FindClose(search); }
  };
  std::vector<std::wstring> names;
  WIN32_FIND_DATAW entry{};
  const HANDLE first = FindFirstFileW((folder + L"\\*").c_str(), &entry);
  if (first == INVALID_HANDLE_VALUE) return names;
  const std::unique_ptr<std::remove_pointer_t<HANDLE>, FindCloser> search(first);
  do {
    const std::wstring name = entry.cFileName;
    const bool is_one = (entry.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
    if (is_one == folders && name != L"." && name != L"..") names.push_back(name);
  } while (FindNextFileW(search.get(), &entry));
  std::sort(names.begin(), names.end(), [](const std::wstring& left, const std::wstring& right) {
    return CompareStringOrdinal(left.c_str(), -1, right.c_str(), -1, TRUE) == CSTR_LESS_THAN;
  });
  return names;
}

std::string fingerprint(std::string_view text) {
  std::uint64_t hash = 14695981039346656037U;
  for (const char byte : text) {
    hash = (hash ^ static_cast<unsigned char>(byte)) * 1099511628211U;
  }
  std::array<char, 17> digits{};
  std::snprintf(digits.data(), digits.size(), "%016llx", static_cast<unsigned long long>(hash));
  return digits.data();
}

std::uint64_t time_written(const std::wstring& path) {
  WIN32_FILE_ATTRIBUTE_DATA data{};
  if (!GetFileAttributesExW(path.c_str(), GetFileExInfoStandard, &data)) return 0;
  return (std::uint64_t{data.ftLastWriteTime.dwHighDateTime} << 32U) | data.ftLastWriteTime.dwLowDateTime;
}

void report_failure(std::string_view text) noexcept {
  try {
    append_line(places().failure, text);
  } catch (const std::exception& error) {
    OutputDebugStringA(error.what());
  } catch (const Refused&) {
    OutputDebugStringA("the failure file cannot be written");
  }
}

StoreLock::StoreLock() : mutex_(CreateMutexW(nullptr, FALSE, L"drivelaunch-rig-task-scheduler")) {
  if (mutex_ == nullptr) throw Refused::win32(GetLastError());
  // A holder that was killed leaves nothing half done: every file is replaced as a whole.
  WaitForSingleObject(mutex_, INFINITE);
}

StoreLock::~StoreLock() {
  ReleaseMutex(mutex_);
  CloseHandle(mutex_);
}

}  // namespace scheduler
