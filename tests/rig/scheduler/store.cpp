#include "scheduler/store.hpp"

#include <algorithm>
#include <cstring>

#include "provider/fields.hpp"
#include "scheduler/places.hpp"
#include "scheduler/refused.hpp"

namespace scheduler {
namespace {

constexpr std::string_view kByteOrderMark = "\xFF\xFE";

void check_name(std::wstring_view name) {
  const bool has_blank_end = name.starts_with(L' ') || name.ends_with(L' ');
  const bool has_unfit = std::any_of(name.begin(), name.end(), [](wchar_t character) {
    return character < L' ' || std::wstring_view(L"<>:\"/|?*").find(character) != std::wstring_view::npos;
  });
  if (name.empty() || name == L"." || name == L".." || has_blank_end || has_unfit) {
    throw Refused::win32(ERROR_INVALID_NAME);
  }
}

std::wstring file_of(const std::wstring& path) {
  return places().definitions + (path == L"\\" ? L"" : path);
}

/// A flat name: paths can be longer than the name of a file.
std::wstring state_file_of(const std::wstring& path) {
  return places().state + L"\\of-" + rig::to_utf16(fingerprint(rig::to_utf8(folded(path))));
}

/// The names of `path` as they are written in the folders.
std::wstring with_registered_case(const std::wstring& path) {
  std::wstring found;
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t end = std::min(path.find(L'\\', at + 1), path.size());
    WIN32_FIND_DATAW entry{};
    const std::wstring part = found + path.substr(at, end - at);
    const HANDLE search = FindFirstFileW(file_of(part).c_str(), &entry);
    if (search == INVALID_HANDLE_VALUE) return path;
    FindClose(search);
    found += std::wstring(L"\\") + entry.cFileName;
    at = end;
  }
  return found;
}

std::string as_file(std::wstring_view text) {
  std::string bytes(kByteOrderMark);
  bytes.resize(kByteOrderMark.size() + text.size() * sizeof(wchar_t));
  std::memcpy(bytes.data() + kByteOrderMark.size(), text.data(), text.size() * sizeof(wchar_t));
  return bytes;
}

}  // namespace

std::wstring full_path(const std::wstring& folder, std::wstring_view path) {
  std::wstring full = folder == L"\\" || path.starts_with(L'\\') ? L"" : folder;
  if (path.starts_with(L'\\')) path.remove_prefix(1);
  if (path.empty()) return full.empty() ? L"\\" : full;
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find(L'\\', at), path.size());
    check_name(path.substr(at, end - at));
    full += L'\\';
    full += path.substr(at, end - at);
    at = end + 1;
  }
  return full;
}

std::wstring folder_of(const std::wstring& path) {
  const std::size_t last = path.rfind(L'\\');
  return last == 0 ? L"\\" : path.substr(0, last);
}

std::wstring name_of(const std::wstring& path) {
  return path == L"\\" ? path : path.substr(path.rfind(L'\\') + 1);
}

std::wstring folded(std::wstring text) {
  CharLowerBuffW(text.data(), static_cast<DWORD>(text.size()));
  return text;
}

bool task_exists(const std::wstring& path) {
  return is_file(file_of(path));
}

bool folder_exists(const std::wstring& path) {
  return is_folder(file_of(path));
}

std::wstring find_task(const std::wstring& path) {
  if (!folder_exists(folder_of(path))) throw Refused::win32(ERROR_PATH_NOT_FOUND);
  if (!task_exists(path)) throw Refused::win32(ERROR_FILE_NOT_FOUND);
  return with_registered_case(path);
}

std::wstring find_folder(const std::wstring& path) {
  if (!folder_exists(path)) throw Refused::win32(ERROR_PATH_NOT_FOUND);
  return path == L"\\" ? path : with_registered_case(path);
}

std::vector<std::wstring> folders_in(const std::wstring& folder) {
  std::vector<std::wstring> paths = names_in(file_of(folder), true);
  for (std::wstring& path : paths)
    path = full_path(folder, path);
  return paths;
}

std::vector<std::wstring> tasks_in(const std::wstring& folder) {
  std::vector<std::wstring> paths = names_in(file_of(folder), false);
  for (std::wstring& path : paths)
    path = full_path(folder, path);
  return paths;
}

std::wstring read_definition(const std::wstring& path) {
  const std::optional<std::string> bytes = read_file(file_of(path));
  if (!bytes) {
    find_task(path);
    throw Refused::win32(ERROR_FILE_NOT_FOUND);
  }
  // A test may have put it there by itself, and wrongly.
  if (!bytes->starts_with(kByteOrderMark) || bytes->size() % sizeof(wchar_t) != 0) {
    report_failure("not UTF-16 with byte order mark: the definition " + rig::to_utf8(path));
    throw Refused(E_UNEXPECTED);
  }
  std::wstring text((bytes->size() - kByteOrderMark.size()) / sizeof(wchar_t), L'\0');
  std::memcpy(text.data(), bytes->data() + kByteOrderMark.size(), text.size() * sizeof(wchar_t));
  return text;
}

void write_task(const std::wstring& path, std::wstring_view definition, const State& state) {
  for (std::size_t end = path.find(L'\\', 1); end != std::wstring::npos; end = path.find(L'\\', end + 1)) {
    make_folder(file_of(path.substr(0, end)));
  }
  // In this order: a state without a definition means nothing, a definition without its state would.
  write_state(path, state);
  replace_file(file_of(path), as_file(definition));
}

State read_state(const std::wstring& path) {
  State state;
  state.last_result = kTaskHasNotRun;
  const std::optional<rig::Fields> fields = read_fields(state_file_of(path));
  if (!fields) return state;
  state.sddl = rig::to_utf16(fields->at("sddl"));
  state.last_result = static_cast<std::uint32_t>(std::stoull(fields->at("last-result")));
  state.last_run = std::stoull(fields->at("last-run"));
  return state;
}

void write_state(const std::wstring& path, const State& state) {
  replace_fields(state_file_of(path), {{"path", rig::to_utf8(path)},
                                       {"sddl", rig::to_utf8(state.sddl)},
                                       {"last-result", std::to_string(state.last_result)},
                                       {"last-run", std::to_string(state.last_run)}});
}

void create_folder(const std::wstring& path, const std::wstring& sddl) {
  if (path == L"\\" || folder_exists(path) || task_exists(path)) throw Refused::win32(ERROR_ALREADY_EXISTS);
  for (std::size_t end = path.find(L'\\', 1); end != std::wstring::npos; end = path.find(L'\\', end + 1)) {
    make_folder(file_of(path.substr(0, end)));
  }
  State state;
  state.sddl = sddl;
  write_state(path, state);
  make_folder(file_of(path));
}

void delete_task(const std::wstring& path) {
  find_task(path);
  if (!DeleteFileW(file_of(path).c_str())) throw Refused::win32(GetLastError());
  DeleteFileW(state_file_of(path).c_str());
}

void delete_folder(const std::wstring& path) {
  find_folder(path);
  if (!folders_in(path).empty() || !tasks_in(path).empty()) throw Refused::win32(ERROR_DIR_NOT_EMPTY);
  if (!RemoveDirectoryW(file_of(path).c_str())) throw Refused::win32(GetLastError());
  DeleteFileW(state_file_of(path).c_str());
}

}  // namespace scheduler
