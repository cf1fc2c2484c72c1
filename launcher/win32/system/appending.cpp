#include "launcher/win32/system/appending.hpp"

#include "launcher/win32/system/open_path.hpp"
#include "launcher/win32/system/system_error.hpp"

namespace launcher::win32 {
namespace {

/// Milliseconds. A busy disk can keep a writer for some seconds.
constexpr ULONGLONG kLongestWait = 10000;

/// The turn to write: a lock on one byte far behind the end of every file, so that it keeps nobody from
/// reading, nor from writing without it.
class Turn {
 public:
  Turn(HANDLE file, ULONGLONG longest_wait) : file_(file) {
    place_.OffsetHigh = 0x40000001;  // beside the lock of those who turn a log over
    const ULONGLONG begin = GetTickCount64();
    while (!taken_) {
      taken_ = LockFileEx(file_, LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &place_) != 0;
      // Pipes know no locks, nor does a handle that may not read.
      if (taken_ || GetLastError() != ERROR_LOCK_VIOLATION) break;
      in_vain_ = GetTickCount64() - begin >= longest_wait;
      if (in_vain_) break;
      Sleep(1);
    }
  }
  ~Turn() {
    if (taken_) UnlockFileEx(file_, 0, 1, 0, &place_);
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  bool is_in_vain() const { return in_vain_; }

 private:
  HANDLE file_;
  OVERLAPPED place_{};
  bool taken_ = false;
  bool in_vain_ = false;
};

}  // namespace

UniqueHandle open_to_append(const std::string& path, DWORD flags, SECURITY_ATTRIBUTES* security) {
  const auto open = [&](DWORD access) {
    return open_path(path, access, OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL | flags, security);
  };
  constexpr DWORD kAppend = FILE_APPEND_DATA | FILE_READ_ATTRIBUTES | SYNCHRONIZE;
  // The right to read is for the lock alone; where only appending is allowed there are no turns.
  UniqueHandle file = open(kAppend | FILE_READ_DATA);
  if (!file && GetLastError() == ERROR_ACCESS_DENIED) file = open(kAppend);
  return file;
}

Appended Appender::append(std::string_view bytes) {
  const Turn turn(file_.get(), waits_ ? kLongestWait : 0);
  if (turn.is_in_vain()) waits_ = false;
  Appended appended;
  if (WriteFile(file_.get(), bytes.data(), static_cast<DWORD>(bytes.size()), &appended.bytes, nullptr) == 0)
    appended.result = last_result("WriteFile");
  return appended;
}

}  // namespace launcher::win32
