#include "launcher/win32/credential/login_records.hpp"

#include <windows.h>

#include <array>
#include <utility>

#include "launcher/win32/credential/credential_folder.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/open_path.hpp"
#include "launcher/win32/system/system_error.hpp"

namespace launcher::win32 {
namespace {

/// Records are written over each other, padded to one size: an allowed account may write the file, but a file
/// is never made longer or shorter.
constexpr std::size_t kRecordSize = 512;
constexpr DWORD kTurnOffsetHigh = 1;

UniqueHandle open_once(const std::string& path, DWORD access, DWORD disposition, DWORD flags) {
  return open_path(path, access, disposition, flags);
}

enum class Patience { none, two_seconds };

/// Every account that may use the credential can hold the file for itself alone.
UniqueHandle open_record(const std::string& credential, DWORD access, Patience patience) {
  if (const SystemResult folder = judge_credential_folder(); !folder.succeeded()) {
    SetLastError(folder.code);
    return {};
  }
  const auto open = patience == Patience::none ? open_once : open_path_patiently;
  return open(login_record_file(credential), access, OPEN_EXISTING, FILE_FLAG_OPEN_REPARSE_POINT);
}

class FileTurn : public LoginTurn {
 public:
  explicit FileTurn(UniqueHandle file) : file_(std::move(file)) {}
  ~FileTurn() override {
    if (!file_) return;
    OVERLAPPED place{};
    place.OffsetHigh = kTurnOffsetHigh;
    UnlockFileEx(file_.get(), 0, 1, 0, &place);
  }
  FileTurn(const FileTurn&) = delete;
  FileTurn& operator=(const FileTurn&) = delete;

 private:
  UniqueHandle file_;  ///< empty: a turn where none can be kept
};

}  // namespace

std::unique_ptr<LoginTurn> MachineLoginRecords::try_take_turn(const std::string& credential) {
  const QuietErrors quiet;
  UniqueHandle file = open_record(credential, GENERIC_READ, Patience::none);
  // Somebody keeps it to himself: that is a turn, too, however it is taken.
  if (!file && GetLastError() == ERROR_SHARING_VIOLATION) return nullptr;
  if (file) {
    OVERLAPPED place{};
    place.OffsetHigh = kTurnOffsetHigh;
    if (LockFileEx(file.get(), LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &place) == 0) {
      const DWORD code = GetLastError();
      if (code == ERROR_LOCK_VIOLATION || code == ERROR_IO_PENDING) return nullptr;
      file.reset();
    }
  }
  return std::make_unique<FileTurn>(std::move(file));
}

std::string MachineLoginRecords::read(const std::string& credential) {
  const QuietErrors quiet;
  const UniqueHandle file = open_record(credential, GENERIC_READ, Patience::two_seconds);
  std::array<char, kRecordSize> bytes{};
  DWORD count = 0;
  if (!file || ReadFile(file.get(), bytes.data(), static_cast<DWORD>(bytes.size()), &count, nullptr) == 0)
    return {};
  return {bytes.data(), count};
}

SystemResult MachineLoginRecords::write(const std::string& credential, const std::string& record) {
  const QuietErrors quiet;
  const UniqueHandle file = open_record(credential, FILE_WRITE_DATA | SYNCHRONIZE, Patience::two_seconds);
  if (!file) return last_result("CreateFileW");
  std::string bytes = record + "\n";
  bytes.resize(kRecordSize, ' ');
  DWORD count = 0;
  if (WriteFile(file.get(), bytes.data(), static_cast<DWORD>(bytes.size()), &count, nullptr) == 0)
    return last_result("WriteFile");
  return {};
}

}  // namespace launcher::win32
