#pragma once
#include <windows.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "provider/fields.hpp"

/// Where the stand-in keeps what it knows, and how it reads and writes there. Several processes do.
namespace scheduler {

/// Paths of the form \\?\Z:\..., which are taken as they are written.
struct Places {
  std::wstring definitions;  ///< DRIVELAUNCH_TEST_TASKS: a folder for each folder, a file for each task
  std::wstring state;        ///< what else there is to know of each
  std::wstring plan;         ///< DRIVELAUNCH_TEST_TASK_PLAN
  std::wstring logons;       ///< DRIVELAUNCH_TEST_TASK_LOGONS
  std::wstring failure;      ///< what is written there makes the run fail, whatever COMMAND says
};

/// Found by the file `task-scheduler` beside this DLL or program, which has the rig's folder. Throws
/// std::runtime_error.
const Places& places();

/// The folder this DLL or program is in, with its last backslash.
std::wstring own_folder();

/// Nothing: there is no such file. Throws Refused with the code of the system.
std::optional<std::string> read_file(const std::wstring& path);

/// Writes elsewhere and renames, so that whoever reads sees all of it or what was there before, whenever this
/// process ends. Throws Refused.
void replace_file(const std::wstring& path, std::string_view bytes);

/// A file of one line of fields (provider/fields.hpp).
std::optional<rig::Fields> read_fields(const std::wstring& path);
void replace_fields(const std::wstring& path, const rig::Fields& fields);

/// Throws Refused.
void append_line(const std::wstring& path, std::string_view line);

void make_folder(const std::wstring& path);

/// Whether the path leads to anything, and whether that is a folder.
bool is_file(const std::wstring& path);
bool is_folder(const std::wstring& path);

/// The names in a folder, sorted without case, as they are written.
std::vector<std::wstring> names_in(const std::wstring& folder, bool folders);

/// 16 digits that stand for the text (FNV-1a, 64 bits).
std::string fingerprint(std::string_view text);

/// When the file was last written, as a number; 0: there is none.
std::uint64_t time_written(const std::wstring& path);

/// Writes it for with-rig.sh, which then fails.
void report_failure(std::string_view text) noexcept;

/// One of all processes of this prefix has it at a time.
class StoreLock {
 public:
  StoreLock();
  ~StoreLock();
  StoreLock(const StoreLock&) = delete;
  StoreLock& operator=(const StoreLock&) = delete;

 private:
  HANDLE mutex_;
};

}  // namespace scheduler
