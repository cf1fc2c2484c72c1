#include "launcher/win32/program/output_file.hpp"

#include <windows.h>

#include <string_view>
#include <utility>

#include "launcher/program/output_writer.hpp"
#include "launcher/win32/security/written_file.hpp"
#include "launcher/win32/system/appending.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/system_error.hpp"

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

constexpr WrittenFileRules kRules{
    .what = "cannot write the output",
    .advise = [](std::uint32_t code) { return advise_about_output(code) + ". The run continues without it"; },
    .may_be_anywhere = true};

}  // namespace

std::unique_ptr<OutputFile> open_output_file(const std::string& path, std::uint64_t rotate_at) {
  return std::make_unique<AppendedFile>(open_written_file(path, rotate_at, kRules));
}

}  // namespace launcher::win32
