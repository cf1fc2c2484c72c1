#pragma once
#include <windows.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// The tasks and folders that are registered, by their paths (`\Backup\Nightly`).
namespace scheduler {

/// What is known of a task besides its definition, and of a folder.
struct State {
  std::wstring sddl;
  std::uint32_t last_result = 0;
  std::uint64_t last_run = 0;  ///< FILETIME; 0: never
};

/// `path` as seen from `folder`; with a backslash at its beginning, from the root. Throws Refused:
/// ERROR_INVALID_NAME for what is no path ([MS-TSCH] 2.3.11; no file system of Windows takes `<>"|?*`).
std::wstring full_path(const std::wstring& folder, std::wstring_view path);

std::wstring folder_of(const std::wstring& path);
std::wstring name_of(const std::wstring& path);

/// In lower case, for comparing.
std::wstring folded(std::wstring text);

bool task_exists(const std::wstring& path);
bool folder_exists(const std::wstring& path);

/// The path as it was registered, whatever the case of `path`. Throws Refused: ERROR_PATH_NOT_FOUND where the
/// folder is missing, ERROR_FILE_NOT_FOUND where only the task is.
std::wstring find_task(const std::wstring& path);
/// Throws Refused: ERROR_PATH_NOT_FOUND.
std::wstring find_folder(const std::wstring& path);

/// Paths, sorted without case.
std::vector<std::wstring> folders_in(const std::wstring& folder);
std::vector<std::wstring> tasks_in(const std::wstring& folder);

/// UTF-16, without byte order mark. Throws Refused as find_task does.
std::wstring read_definition(const std::wstring& path);

/// Makes the folders on the way. The definition is there as a whole, or what was there before.
void write_task(const std::wstring& path, std::wstring_view definition, const State& state);

/// Of a task or a folder; defaults for what nothing was ever written of.
State read_state(const std::wstring& path);
void write_state(const std::wstring& path, const State& state);

/// Throws Refused: ERROR_ALREADY_EXISTS.
void create_folder(const std::wstring& path, const std::wstring& sddl);
void delete_task(const std::wstring& path);
/// Throws Refused: ERROR_DIR_NOT_EMPTY.
void delete_folder(const std::wstring& path);

}  // namespace scheduler
