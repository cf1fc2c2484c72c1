#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "launcher/program/output_writer.hpp"
#include "launcher/program/process.hpp"
#include "launcher/win32/program/output_file.hpp"
#include "launcher/win32/program/output_pipe.hpp"

namespace launcher::win32 {

/// A program's output on its way through a pipe into a file. Not the file itself in place of the pipe: a full
/// disk would then be an error the program sees, and a slow one would make it wait.
class PipedOutput : public ProgramOutput {
 public:
  /// Throws Error.
  PipedOutput(const std::string& path, std::uint64_t rotate_at)
      : writer_(open_output_file(path, rotate_at)),
        pipe_([this](std::string_view bytes) { writer_.add(bytes); }) {}

  OutputPipe& pipe() { return pipe_; }

  OutputSummary finish(std::optional<std::chrono::steady_clock::time_point> deadline) override {
    pipe_.finish();
    return writer_.finish(deadline);
  }

 private:
  OutputWriter writer_;
  OutputPipe pipe_;
};

}  // namespace launcher::win32
