#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

/// Reading and writing files. A seam: posix/file.cpp and win32/file.cpp; the build picks one.
namespace taskxml {

/// A file that cannot be read or written: `what: path: reason. Advice`.
class FileError : public std::runtime_error {
 public:
  FileError(std::string_view what, const std::filesystem::path& path, std::string_view reason,
            std::string_view advice = {});
};

/// Which file it was and how it looked: the same stamp later means nobody has changed it.
struct FileStamp {
  std::array<std::uint64_t, 5> values{};
  bool operator==(const FileStamp&) const = default;
};

struct FileContent {
  std::string bytes;
  FileStamp stamp;
};

/// Files above this size are not task definitions.
inline constexpr std::size_t kLargestFile = std::size_t{256} << 20U;

/// Waits for the other end of a pipe, as it was named. Throws FileError, also for a folder and for a file
/// above kLargestFile.
FileContent read_file(const std::filesystem::path& path);

/// Puts `bytes` in the place of the file's: a temporary file in the same folder gets the owner, group, mode
/// or security descriptor, attributes and streams of the file, is flushed to the disk, and is renamed over
/// it. A crash leaves the old file or the new one, and at worst the temporary file. Throws FileError, with
/// the file as it was, for hard links, symbolic links and reparse points, read-only files, what can not be
/// kept, and a file that is not what `read_as` says any more.
void replace_file(const std::filesystem::path& path, std::string_view bytes, const FileStamp& read_as);

/// A copy of `path` with the same owner and rights. A file that is there already and has the same bytes is
/// that copy: a run that was killed has left it. Throws FileError for any other that is there, and for a file
/// that is not what `read_as` says any more.
void copy_file_as_backup(const std::filesystem::path& path, const std::filesystem::path& backup,
                         const FileStamp& read_as);

/// Writes a file that may exist: complete or not at all, but not flushed to the disk, and without taking over
/// more from a file that was there than its mode. A device or a pipe is written to.
void write_file(const std::filesystem::path& path, std::string_view bytes);

/// The same for all spellings of a path that this system takes for one file name: Windows ignores case.
std::string path_key(const std::filesystem::path& path);

/// A path in the folder of `target`: `front`, the name of `target` as far as it fits, and `end`.
std::filesystem::path temporary_path_beside(const std::filesystem::path& target, std::string_view front,
                                            std::string_view end);

/// Whether a name is one of the temporary files above, left by a process that was killed.
bool is_temporary_name(std::string_view file_name);

/// Whether the path, or what it leads to, lies in a folder that Task Scheduler keeps its tasks in:
/// System32\Tasks, SysWOW64\Tasks, Tasks_Migrated, of this Windows or of one mounted elsewhere. Windows 10
/// ignores edits there and older ones call the task corrupt.
bool is_below_task_store(const std::filesystem::path& path);

/// UTF-8, whatever the system's own encoding is.
std::filesystem::path path_from_utf8(std::string_view text);
std::string utf8_from_path(const std::filesystem::path& path);

}  // namespace taskxml
