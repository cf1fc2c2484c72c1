#include "taskxml/source/file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>
#include <vector>

namespace taskxml {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(std::string_view what, const fs::path& path, int error) {
  throw FileError(what, path, std::strerror(error));
}

[[noreturn]] void refuse_changed(const fs::path& path) {
  throw FileError("cannot replace", path, "it was changed while it was read", "Run taskxml again");
}

class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (value_ >= 0) close(value_);
  }
  int get() const { return value_; }
  bool is_open() const { return value_ >= 0; }
  /// Some file systems report a failed write only here.
  bool close_now() { return close(std::exchange(value_, -1)) == 0; }

 private:
  int value_;
};

std::uint64_t nanoseconds(const timespec& time) {
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000U + static_cast<std::uint64_t>(time.tv_nsec);
}

FileStamp stamp_of(const struct stat& status) {
  return {{static_cast<std::uint64_t>(status.st_dev), static_cast<std::uint64_t>(status.st_ino),
           static_cast<std::uint64_t>(status.st_size), nanoseconds(status.st_mtim),
           nanoseconds(status.st_ctim)}};
}

void write_all(int descriptor, std::string_view bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("cannot write", path, errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

/// Makes a rename last. Best effort: not every file system lets a folder be flushed, and the rename is done.
void flush_folder_of(const fs::path& path) {
  const Descriptor descriptor(open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.is_open()) fsync(descriptor.get());
}

/// A new file beside `target`, removed again unless it is renamed.
class TemporaryFile {
 public:
  /// `mode` is less what the process's umask takes away. Until the owner is right nobody else may read it.
  explicit TemporaryFile(const fs::path& target, mode_t mode = 0600)
      : path_(name_for(target)), file_(open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)) {
    if (!file_.is_open()) {
      const int error = errno;
      path_.clear();
      fail("cannot create a temporary file beside", target, error);
    }
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    if (!path_.empty()) unlink(path_.c_str());
  }

  int get() const { return file_.get(); }
  const fs::path& path() const { return path_; }

  void write(std::string_view bytes) { write_all(file_.get(), bytes, path_); }

  void write_and_flush(std::string_view bytes) {
    write(bytes);
    if (fsync(file_.get()) != 0) fail("cannot flush", path_, errno);
  }

  void rename_to(const fs::path& target) {
    if (!file_.close_now()) fail("cannot write", path_, errno);
    if (rename(path_.c_str(), target.c_str()) != 0) fail("cannot replace", target, errno);
    path_.clear();
  }

  /// Like rename_to, but never over a file that exists.
  void rename_to_new(const fs::path& target) {
    if (!file_.close_now()) fail("cannot write", path_, errno);
    if (renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, target.c_str(), RENAME_NOREPLACE) == 0) {
      path_.clear();
      return;
    }
    // File systems that cannot refuse to replace, such as NFS, have hard links; our own name goes at the end.
    const bool can_refuse = errno != EINVAL && errno != ENOSYS;
    if (can_refuse || link(path_.c_str(), target.c_str()) != 0) fail("cannot create", target, errno);
  }

 private:
  static fs::path name_for(const fs::path& target) {
    static std::atomic<unsigned> counter{0};
    return temporary_path_beside(target, ".",
                                 fmt::format(".taskxml-{}-{}.tmp", getpid(), counter.fetch_add(1)));
  }

  fs::path path_;
  Descriptor file_;
};

/// Gives an open file without a name its name; false when it cannot be done, or the name is taken. The short
/// way may need a capability (linkat(2), AT_EMPTY_PATH), the other one /proc (open(2), O_TMPFILE).
bool link_nameless(int file, const fs::path& path) {
  if (linkat(file, "", AT_FDCWD, path.c_str(), AT_EMPTY_PATH) == 0) return true;
  if (errno == EEXIST) return false;
  const std::string own_name = fmt::format("/proc/self/fd/{}", file);
  return linkat(AT_FDCWD, own_name.c_str(), AT_FDCWD, path.c_str(), AT_SYMLINK_FOLLOW) == 0;
}

/// Writes a file that has no name until it is whole, so that nothing is left whatever ends the process, and
/// no rename is needed. False: nothing was done, because there is a file of that name by now, or the file
/// system or a missing /proc does not allow it (open(2), O_TMPFILE).
bool write_nameless(const fs::path& path, std::string_view bytes) {
  Descriptor file(open(folder_of(path).c_str(), O_WRONLY | O_TMPFILE | O_CLOEXEC, 0666));
  if (!file.is_open()) return false;
  write_all(file.get(), bytes, path);
  if (!link_nameless(file.get(), path)) return false;
  if (file.close_now()) return true;
  const int error = errno;
  unlink(path.c_str());
  fail("cannot write", path, error);
}

/// Extended attributes hold the access control list and the labels of security modules.
void copy_attributes(int from, const TemporaryFile& to, const fs::path& path) {
  const auto refuse = [&](int error) { fail("cannot keep the extended attributes of", path, error); };
  const ssize_t length = flistxattr(from, nullptr, 0);
  if (length < 0 && errno == ENOTSUP) return;
  if (length < 0) refuse(errno);
  std::vector<char> names(static_cast<std::size_t>(length));
  const ssize_t got = flistxattr(from, names.data(), names.size());
  if (got < 0) refuse(errno);
  for (std::size_t at = 0; at < static_cast<std::size_t>(got);) {
    const char* name = names.data() + at;
    at += std::strlen(name) + 1;
    const ssize_t size = fgetxattr(from, name, nullptr, 0);
    if (size < 0) refuse(errno);
    std::vector<char> value(static_cast<std::size_t>(size));
    const ssize_t read_size = fgetxattr(from, name, value.data(), value.size());
    if (read_size < 0) refuse(errno);
    if (fsetxattr(to.get(), name, value.data(), static_cast<std::size_t>(read_size), 0) != 0) refuse(errno);
  }
}

/// Owner before mode: changing the owner clears the set-user bits. The access control list comes last:
/// setting the mode would change its mask.
void copy_metadata(int from, const struct stat& status, const TemporaryFile& to, const fs::path& path) {
  struct stat own = {};
  if (fstat(to.get(), &own) != 0) fail("cannot read the status of", to.path(), errno);
  const bool is_same_owner = own.st_uid == status.st_uid && own.st_gid == status.st_gid;
  if (!is_same_owner && fchown(to.get(), status.st_uid, status.st_gid) != 0) {
    throw FileError("cannot keep the owner of", path, std::strerror(errno),
                    "Run taskxml as that owner or as root");
  }
  if (fchmod(to.get(), status.st_mode & 07777U) != 0) fail("cannot keep the mode of", path, errno);
  copy_attributes(from, to, path);
}

}  // namespace

FileContent read_file(const fs::path& path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) fail("cannot open", path, errno);
  struct stat status = {};
  if (fstat(file.get(), &status) != 0) fail("cannot read the status of", path, errno);
  if (S_ISDIR(status.st_mode)) fail("cannot read", path, EISDIR);
  FileContent content;
  content.stamp = stamp_of(status);
  // One byte more than the file has, so that its end shows without a second read.
  const std::size_t first_room = static_cast<std::size_t>(status.st_size) + 1;
  std::size_t room = first_room;
  std::size_t length = 0;
  for (;;) {
    if (room > kLargestFile)
      throw FileError("cannot read", path, "it is larger than 256 MB, so it is not a task definition");
    content.bytes.resize(room);
    const ssize_t got = read(file.get(), content.bytes.data() + length, room - length);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("cannot read", path, errno);
    length += static_cast<std::size_t>(got);
    // What fstat said and no more: a regular file ends here.
    const bool is_whole = S_ISREG(status.st_mode) && length + 1 == first_room;
    if (got == 0 || is_whole) break;
    if (length == room) room = 2 * room + 4096;
  }
  content.bytes.resize(length);
  return content;
}

void replace_file(const fs::path& path, std::string_view bytes, const FileStamp& read_as) {
  // Without O_NONBLOCK a pipe would be waited for, to be refused.
  const Descriptor file(open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!file.is_open() && errno == ELOOP) {
    throw FileError("cannot replace", path, "it is a symbolic link", "Name the file it leads to");
  }
  if (!file.is_open()) fail("cannot open", path, errno);
  struct stat status = {};
  if (fstat(file.get(), &status) != 0) fail("cannot read the status of", path, errno);
  if (!S_ISREG(status.st_mode)) throw FileError("cannot replace", path, "it is not a regular file");
  if (status.st_nlink > 1) {
    throw FileError("cannot replace", path, fmt::format("it has {} names (hard links)", status.st_nlink),
                    "The others would keep the old content. Use --output-dir");
  }
  if (faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) != 0) fail("cannot write", path, errno);
  TemporaryFile temporary(path);
  copy_metadata(file.get(), status, temporary, path);
  temporary.write_and_flush(bytes);
  struct stat now = {};
  if (lstat(path.c_str(), &now) != 0) fail("cannot read the status of", path, errno);
  if (stamp_of(now) != read_as) refuse_changed(path);
  temporary.rename_to(path);
  flush_folder_of(path);
}

void copy_file_as_backup(const fs::path& path, const fs::path& backup, const FileStamp& read_as) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  struct stat status = {};
  if (!file.is_open() || fstat(file.get(), &status) != 0) fail("cannot open", path, errno);
  if (!S_ISREG(status.st_mode)) throw FileError("cannot replace", path, "it is not a regular file");
  const FileContent content = read_file(path);
  if (content.stamp != read_as) refuse_changed(path);
  struct stat existing = {};
  if (lstat(backup.c_str(), &existing) == 0) {
    if (S_ISREG(existing.st_mode) && read_file(backup).bytes == content.bytes) return;
    throw FileError("cannot write the backup", backup, "it exists and is another file",
                    "Move it away, or name another --backup suffix");
  }
  TemporaryFile temporary(backup);
  copy_metadata(file.get(), status, temporary, path);
  temporary.write_and_flush(content.bytes);
  temporary.rename_to_new(backup);
  flush_folder_of(backup);
}

void write_file(const fs::path& path, std::string_view bytes) {
  struct stat status = {};
  const bool exists = stat(path.c_str(), &status) == 0;
  if (exists && S_ISDIR(status.st_mode)) {
    throw FileError("cannot write", path, "it is a folder", "Use --output-dir for a folder");
  }
  if (exists && !S_ISREG(status.st_mode)) {
    Descriptor device(open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!device.is_open()) fail("cannot open", path, errno);
    write_all(device.get(), bytes, path);
    if (!device.close_now()) fail("cannot write", path, errno);
    return;
  }
  if (!exists && write_nameless(path, bytes)) return;
  // Through a symbolic link to the file it leads to: -o names that file.
  std::error_code error;
  const fs::path target = exists ? fs::canonical(path, error) : path;
  TemporaryFile temporary(error ? path : target, exists ? 0600 : 0666);
  if (exists && fchmod(temporary.get(), status.st_mode & 07777U) != 0)
    fail("cannot set the mode of", path, errno);
  temporary.write(bytes);
  temporary.rename_to(error ? path : target);
}

std::string path_key(const fs::path& path) {
  return path.lexically_normal().string();
}

}  // namespace taskxml
