#include "launcher/win32/output_file.hpp"

#include <windows.h>

#include <string_view>
#include <utility>

#include "launcher/base/error.hpp"
#include "launcher/output_writer.hpp"
#include "launcher/win32/appending.hpp"
#include "launcher/win32/handle.hpp"
#include "launcher/win32/session.hpp"
#include "launcher/win32/system_error.hpp"
#include "launcher/win32/wide_text.hpp"

namespace launcher::win32 {
namespace {

class AppendedFile : public OutputFile {
 public:
  explicit AppendedFile(UniqueHandle file) : file_(std::move(file)) {}

  Written write(std::string_view bytes) override {
    const Appended appended = file_.append(bytes);
    // A pipe may take less; a disk that takes nothing without saying why is full.
    if (appended.result.succeeded() && appended.bytes == 0)
      return {.bytes = 0, .result = make_result(ERROR_DISK_FULL, "WriteFile")};
    return {.bytes = appended.bytes, .result = appended.result};
  }

 private:
  Appender file_;
};

[[noreturn]] void fail(const std::string& path, const SystemResult& result, const std::string& advice = {}) {
  throw Error(describe_system_failure("cannot write the output", path, result,
                                      (advice.empty() ? advise_about_output(result.code) : advice) +
                                          "; the run goes on, the output goes where it would without"));
}

UniqueHandle open_output(const std::string& path, DWORD flags) {
  UniqueHandle file;
  if (path.starts_with(R"(\\.\pipe\)")) {
    // A pipe has no right to append; there the same bit stands for another one (FILE_CREATE_PIPE_INSTANCE).
    file =
        make_handle(CreateFileW(to_wide(path).c_str(), FILE_WRITE_DATA | FILE_READ_ATTRIBUTES | SYNCHRONIZE,
                                0, nullptr, OPEN_EXISTING, flags, nullptr));
  } else {
    file = open_to_append(path, flags, nullptr);
  }
  if (!file) fail(path, last_result("CreateFileW"));
  return file;
}

void refuse_links(const std::string& path, HANDLE file) {
  BY_HANDLE_FILE_INFORMATION information{};
  if (GetFileInformationByHandle(file, &information) == 0)
    fail(path, last_result("GetFileInformationByHandle"));
  if ((information.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0 || information.nNumberOfLinks > 1) {
    fail(path, make_result(ERROR_ACCESS_DENIED, "GetFileInformationByHandle"),
         "An elevated run writes to no link: name a file that is neither a symbolic link nor a hard link");
  }
}

bool is_on_disk(HANDLE file) {
  return GetFileType(file) == FILE_TYPE_DISK;
}

}  // namespace

std::unique_ptr<OutputFile> open_output_file(const std::string& path, std::uint64_t turn_over_at) {
  const QuietErrors quiet;
  const bool elevated = is_elevated();
  const DWORD flags = elevated ? FILE_FLAG_OPEN_REPARSE_POINT : 0;
  UniqueHandle file = open_output(path, flags);
  if (is_on_disk(file.get())) {
    if (elevated) refuse_links(path, file.get());
    LARGE_INTEGER size{};
    if (GetFileSizeEx(file.get(), &size) != 0 && static_cast<std::uint64_t>(size.QuadPart) >= turn_over_at &&
        MoveFileExW(to_wide(path).c_str(), to_wide(path + ".1").c_str(), MOVEFILE_REPLACE_EXISTING) != 0) {
      file = open_output(path, flags);
      if (elevated) refuse_links(path, file.get());
    }
  }
  return std::make_unique<AppendedFile>(std::move(file));
}

}  // namespace launcher::win32
