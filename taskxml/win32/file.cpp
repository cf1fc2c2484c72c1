#include "taskxml/source/file.hpp"

#include <fmt/format.h>
#include <windows.h>
#include <winioctl.h>

#include <atomic>
#include <cstddef>
#include <utility>
#include <vector>

#include "launcher/text/text_encoding.hpp"
#include "launcher/win32/system/handle.hpp"
#include "taskxml/win32/error_text.hpp"

namespace taskxml {
namespace {

/// A path in a folder that somebody else controls can lead to a pipe. Its server may learn who reads, but
/// cannot act as that account ("Impersonation Levels (Authorization)").
constexpr DWORD kIdentifyOnly = SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION;

namespace fs = std::filesystem;

using launcher::win32::make_handle;
using launcher::win32::make_search;
using launcher::win32::UniqueHandle;
using launcher::win32::UniqueSearch;

[[noreturn]] void fail(std::string_view what, const fs::path& path, DWORD error) {
  throw FileError(what, path, error_text(error));
}

[[noreturn]] void refuse_changed(const fs::path& path) {
  throw FileError("cannot replace", path, "it was changed while it was read", "Run taskxml again");
}

/// The path such that MAX_PATH does not matter, whatever the machine's long path setting is.
std::wstring native(const fs::path& path) {
  static constexpr std::size_t kShort = 240;
  std::error_code error;
  std::wstring text = fs::absolute(path, error).make_preferred().wstring();
  if (error || text.size() < kShort || text.starts_with(L"\\\\?\\")) return error ? path.wstring() : text;
  return text.starts_with(L"\\\\") ? L"\\\\?\\UNC" + text.substr(1) : L"\\\\?\\" + text;
}

BY_HANDLE_FILE_INFORMATION information_of(HANDLE file, const fs::path& path) {
  BY_HANDLE_FILE_INFORMATION information{};
  if (!GetFileInformationByHandle(file, &information))
    fail("cannot read the status of", path, GetLastError());
  return information;
}

std::uint64_t joined(DWORD high, DWORD low) {
  return (std::uint64_t{high} << 32U) | low;
}

FileStamp stamp_of(const BY_HANDLE_FILE_INFORMATION& information) {
  return {{information.dwVolumeSerialNumber, joined(information.nFileIndexHigh, information.nFileIndexLow),
           joined(information.nFileSizeHigh, information.nFileSizeLow),
           joined(information.ftLastWriteTime.dwHighDateTime, information.ftLastWriteTime.dwLowDateTime),
           joined(information.ftCreationTime.dwHighDateTime, information.ftCreationTime.dwLowDateTime)}};
}

std::string read_all(HANDLE file, const fs::path& path) {
  std::string bytes;
  std::size_t length = 0;
  for (;;) {
    if (length == bytes.size()) bytes.resize(length + length / 2 + 16384);
    DWORD got = 0;
    const auto room = static_cast<DWORD>(std::min<std::size_t>(bytes.size() - length, 1U << 20U));
    if (!ReadFile(file, bytes.data() + length, room, &got, nullptr)) {
      const DWORD error = GetLastError();
      // What the writing end of a pipe leaves behind when it is done.
      if (error != ERROR_BROKEN_PIPE) fail("cannot read", path, error);
    }
    if (got == 0) break;
    length += got;
    if (length > kLargestFile) {
      throw FileError("cannot read", path, "it is larger than 256 MB, so it is not a task definition");
    }
  }
  bytes.resize(length);
  return bytes;
}

void write_all(HANDLE file, std::string_view bytes, const fs::path& path) {
  while (!bytes.empty()) {
    DWORD written = 0;
    const auto length = static_cast<DWORD>(std::min<std::size_t>(bytes.size(), 1U << 20U));
    if (!WriteFile(file, bytes.data(), length, &written, nullptr)) fail("cannot write", path, GetLastError());
    bytes.remove_prefix(written);
  }
}

UniqueHandle open_file(const std::wstring& name, DWORD access, DWORD sharing, DWORD disposition,
                       DWORD flags = 0) {
  return make_handle(
      CreateFileW(name.c_str(), access, sharing, nullptr, disposition, flags | kIdentifyOnly, nullptr));
}

UniqueHandle open_for_metadata(const fs::path& path) {
  UniqueHandle file =
      open_file(native(path), GENERIC_READ | READ_CONTROL, FILE_SHARE_READ | FILE_SHARE_DELETE, OPEN_EXISTING,
                FILE_FLAG_OPEN_REPARSE_POINT);
  if (!file) fail("cannot open", path, GetLastError());
  return file;
}

/// A new file beside `target`, removed again unless it is renamed.
class TemporaryFile {
 public:
  explicit TemporaryFile(const fs::path& target)
      : path_(name_for(target)),
        file_(open_file(native(path_), GENERIC_WRITE | READ_CONTROL | WRITE_DAC | WRITE_OWNER, 0, CREATE_NEW,
                        FILE_ATTRIBUTE_NORMAL)) {
    if (!file_) {
      const DWORD error = GetLastError();
      path_.clear();
      fail("cannot create a temporary file beside", target, error);
    }
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    file_.reset();
    if (!path_.empty()) DeleteFileW(native(path_).c_str());
  }

  HANDLE file() const { return file_.get(); }
  const fs::path& path() const { return path_; }

  void write_and_flush(std::string_view bytes) {
    write_all(file_.get(), bytes, path_);
    if (!FlushFileBuffers(file_.get())) fail("cannot flush", path_, GetLastError());
  }

  /// MoveFileExW and not ReplaceFileW: that one takes several steps, and its page lists failures after which
  /// the old file is gone from its name.
  void rename_to(const fs::path& target, DWORD flags) {
    file_.reset();
    if (!MoveFileExW(native(path_).c_str(), native(target).c_str(), flags))
      fail("cannot replace", target, GetLastError());
    path_.clear();
  }

 private:
  static fs::path name_for(const fs::path& target) {
    static std::atomic<unsigned> counter{0};
    return temporary_path_beside(
        target, {}, fmt::format(".taskxml-{}-{}.tmp", GetCurrentProcessId(), counter.fetch_add(1)));
  }

  fs::path path_;
  UniqueHandle file_;
};

constexpr SECURITY_INFORMATION kOwnerAndRights =
    OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION;

std::vector<std::byte> read_security(HANDLE file, const fs::path& path) {
  DWORD length = 0;
  GetKernelObjectSecurity(file, kOwnerAndRights, nullptr, 0, &length);
  std::vector<std::byte> descriptor(length);
  if (!GetKernelObjectSecurity(file, kOwnerAndRights, descriptor.data(), length, &length)) {
    fail("cannot read the rights of", path, GetLastError());
  }
  return descriptor;
}

bool has_same_owner(std::vector<std::byte>& left, std::vector<std::byte>& right) {
  PSID left_sid = nullptr;
  PSID right_sid = nullptr;
  BOOL is_default = FALSE;
  return GetSecurityDescriptorOwner(left.data(), &left_sid, &is_default) &&
         GetSecurityDescriptorOwner(right.data(), &right_sid, &is_default) && left_sid != nullptr &&
         right_sid != nullptr && EqualSid(left_sid, right_sid);
}

/// The access control list as it is, inherited entries included: SetSecurityInfo would inherit anew.
void copy_security(HANDLE from, const TemporaryFile& to, const fs::path& path) {
  std::vector<std::byte> descriptor = read_security(from, path);
  std::vector<std::byte> own = read_security(to.file(), to.path());
  SECURITY_DESCRIPTOR_CONTROL control = 0;
  DWORD revision = 0;
  if (GetSecurityDescriptorControl(descriptor.data(), &control, &revision) &&
      (control & SE_DACL_AUTO_INHERITED) != 0) {
    // Without this request the flag would be dropped, and with it the difference between kinds of entries.
    SetSecurityDescriptorControl(descriptor.data(), SE_DACL_AUTO_INHERIT_REQ, SE_DACL_AUTO_INHERIT_REQ);
  }
  const bool is_same_owner = has_same_owner(descriptor, own);
  if (!is_same_owner &&
      !SetKernelObjectSecurity(to.file(), OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION,
                               descriptor.data())) {
    throw FileError("cannot keep the owner of", path, error_text(GetLastError()),
                    "Run taskxml as that owner");
  }
  if (!SetKernelObjectSecurity(to.file(), DACL_SECURITY_INFORMATION, descriptor.data())) {
    fail("cannot keep the rights of", path, GetLastError());
  }
}

/// Streams beside the content, such as the mark of a file that came from the internet.
void copy_streams(const fs::path& from, const TemporaryFile& to) {
  WIN32_FIND_STREAM_DATA stream{};
  const UniqueSearch search =
      make_search(FindFirstStreamW(native(from).c_str(), FindStreamInfoStandard, &stream, 0));
  // File systems without streams, and Wine 8, say so in several ways.
  if (!search) return;
  do {
    const std::wstring name = stream.cStreamName;
    if (name == L"::$DATA") continue;
    const UniqueHandle source = open_file(native(from) + name, GENERIC_READ, FILE_SHARE_READ, OPEN_EXISTING);
    if (!source) fail("cannot keep a stream of", from, GetLastError());
    const UniqueHandle target = open_file(native(to.path()) + name, GENERIC_WRITE, 0, CREATE_ALWAYS);
    if (!target) fail("cannot keep a stream of", from, GetLastError());
    write_all(target.get(), read_all(source.get(), from), to.path());
  } while (FindNextStreamW(search.get(), &stream));
}

void copy_attributes(const BY_HANDLE_FILE_INFORMATION& information, const TemporaryFile& to,
                     const fs::path& path) {
  if ((information.dwFileAttributes & FILE_ATTRIBUTE_COMPRESSED) != 0) {
    USHORT format = COMPRESSION_FORMAT_DEFAULT;
    DWORD returned = 0;
    if (!DeviceIoControl(to.file(), FSCTL_SET_COMPRESSION, &format, sizeof format, nullptr, 0, &returned,
                         nullptr)) {
      fail("cannot keep the compression of", path, GetLastError());
    }
  }
  FILE_BASIC_INFO basic{};
  basic.CreationTime.LowPart = information.ftCreationTime.dwLowDateTime;
  basic.CreationTime.HighPart = static_cast<LONG>(information.ftCreationTime.dwHighDateTime);
  basic.FileAttributes =
      information.dwFileAttributes &
      (FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM | FILE_ATTRIBUTE_ARCHIVE |
       FILE_ATTRIBUTE_NOT_CONTENT_INDEXED | FILE_ATTRIBUTE_TEMPORARY | FILE_ATTRIBUTE_OFFLINE);
  // No attribute at all is written NORMAL; zero would mean: leave as it is.
  if (basic.FileAttributes == 0) basic.FileAttributes = FILE_ATTRIBUTE_NORMAL;
  if (!SetFileInformationByHandle(to.file(), FileBasicInfo, &basic, sizeof basic)) {
    fail("cannot keep the attributes of", path, GetLastError());
  }
}

void check_replaceable(const BY_HANDLE_FILE_INFORMATION& information, const fs::path& path) {
  const DWORD attributes = information.dwFileAttributes;
  const auto refuse = [&](std::string_view reason, std::string_view advice) {
    throw FileError("cannot replace", path, reason, advice);
  };
  if ((attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0) {
    refuse("it is a symbolic link or another reparse point", "Name the file it leads to");
  }
  if ((attributes & FILE_ATTRIBUTE_DIRECTORY) != 0) refuse("it is a folder", {});
  if ((attributes & FILE_ATTRIBUTE_READONLY) != 0) refuse("it is read-only", "Run attrib -r on it first");
  if ((attributes & FILE_ATTRIBUTE_ENCRYPTED) != 0) refuse("it is encrypted (EFS)", "Use --output-dir");
  if (information.nNumberOfLinks > 1) {
    refuse(fmt::format("it has {} names (hard links)", information.nNumberOfLinks),
           "The others would keep the old content. Use --output-dir");
  }
}

/// Whether what is at `backup`, with these attributes, is a copy of the file's bytes.
bool is_kept_already(const fs::path& path, const fs::path& backup, DWORD attributes,
                     const FileStamp& read_as) {
  if ((attributes & (FILE_ATTRIBUTE_REPARSE_POINT | FILE_ATTRIBUTE_DIRECTORY)) != 0) return false;
  const FileContent content = read_file(path);
  if (content.stamp != read_as) refuse_changed(path);
  return read_file(backup).bytes == content.bytes;
}

}  // namespace

FileContent read_file(const fs::path& path) {
  const std::wstring name = native(path);
  if (const DWORD attributes = GetFileAttributesW(name.c_str());
      attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0) {
    throw FileError("cannot read", path, "it is a folder");
  }
  const UniqueHandle file =
      open_file(name, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, OPEN_EXISTING);
  if (!file) fail("cannot open", path, GetLastError());
  FileContent content;
  BY_HANDLE_FILE_INFORMATION information{};
  // A pipe has no such information, and nothing that needs it.
  if (GetFileInformationByHandle(file.get(), &information)) content.stamp = stamp_of(information);
  content.bytes = read_all(file.get(), path);
  return content;
}

void replace_file(const fs::path& path, std::string_view bytes, const FileStamp& read_as) {
  TemporaryFile temporary(path);
  {
    const UniqueHandle file = open_for_metadata(path);
    const BY_HANDLE_FILE_INFORMATION information = information_of(file.get(), path);
    check_replaceable(information, path);
    // The handle shares no writing: from here to its end nobody changes the file.
    if (stamp_of(information) != read_as) refuse_changed(path);
    copy_streams(path, temporary);
    temporary.write_and_flush(bytes);
    copy_attributes(information, temporary, path);
    copy_security(file.get(), temporary, path);
  }
  temporary.rename_to(path, MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH);
}

void copy_file_as_backup(const fs::path& path, const fs::path& backup, const FileStamp& read_as) {
  const DWORD existing = GetFileAttributesW(native(backup).c_str());
  const bool is_there = existing != INVALID_FILE_ATTRIBUTES;
  if (is_there && is_kept_already(path, backup, existing, read_as)) return;
  if (is_there) {
    throw FileError("cannot write the backup", backup, "it exists and is another file",
                    "Move it away, or name another --backup suffix");
  }
  TemporaryFile temporary(backup);
  {
    const UniqueHandle file = open_for_metadata(path);
    const BY_HANDLE_FILE_INFORMATION information = information_of(file.get(), path);
    check_replaceable(information, path);
    if (stamp_of(information) != read_as) refuse_changed(path);
    copy_streams(path, temporary);
    temporary.write_and_flush(read_all(file.get(), path));
    copy_attributes(information, temporary, path);
    copy_security(file.get(), temporary, path);
  }
  temporary.rename_to(backup, MOVEFILE_WRITE_THROUGH);
}

void write_file(const fs::path& path, std::string_view bytes) {
  const DWORD attributes = GetFileAttributesW(native(path).c_str());
  if (attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0) {
    throw FileError("cannot write", path, "it is a folder", "Use --output-dir for a folder");
  }
  TemporaryFile temporary(path);
  write_all(temporary.file(), bytes, temporary.path());
  temporary.rename_to(path, MOVEFILE_REPLACE_EXISTING);
}

std::string path_key(const fs::path& path) {
  std::wstring text = path.lexically_normal().wstring();
  CharUpperBuffW(text.data(), static_cast<DWORD>(text.size()));
  return launcher::wtf8_from_utf16(std::u16string(text.begin(), text.end()));
}

}  // namespace taskxml
