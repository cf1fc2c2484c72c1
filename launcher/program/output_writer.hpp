#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "launcher/base/call_threads.hpp"
#include "launcher/base/failure.hpp"

/// Writes a program's output to a file in such a way that neither a full nor a slow disk stops the program.
namespace launcher {

/// Seam: the file. win32/program/output_file implements it.
class OutputFile {
 public:
  struct Written {
    std::size_t bytes = 0;  ///< how many were written before `result`
    SystemResult result;
  };

  virtual ~OutputFile() = default;
  /// Writes at the end of the file. May block for as long as the disk does.
  virtual Written write(std::string_view bytes) = 0;
};

/// What became of the output.
struct OutputSummary {
  std::uint64_t bytes = 0;              ///< that are in the file
  std::uint64_t lost = 0;               ///< that are not
  std::optional<SystemResult> failure;  ///< the first failed call; with `lost` but without this: too slow
  bool call_left_behind = false;        ///< a write still hangs: end the process without waiting for it
};

/// What to do about an output file that could not be opened or written, by the Win32 code.
std::string advise_about_output(std::uint32_t code);

/// How much is kept in memory, and how long a disk that takes nothing is waited for.
struct OutputLimits {
  std::size_t memory = std::size_t{4} << 20U;  ///< bytes; twice as much while they are being written
  std::size_t piece = std::size_t{64} << 10U;  ///< bytes of one write
  std::chrono::milliseconds patience{5000};
};

/// Writes on a thread of its own what `add` is given, in that order.
class OutputWriter {
 public:
  using Clock = std::chrono::steady_clock;

  /// Throws std::system_error when no thread can be made.
  explicit OutputWriter(std::unique_ptr<OutputFile> file, const OutputLimits& limits = {});
  /// Finishes first.
  ~OutputWriter();
  OutputWriter(const OutputWriter&) = delete;
  OutputWriter& operator=(const OutputWriter&) = delete;

  /// Takes at most `limits.memory` bytes. While the memory is full it waits, as the disk itself would make
  /// the program wait; once the disk has taken nothing for `patience`, bytes that do not fit are counted and
  /// dropped until it takes some again. Bytes whose write failed are counted and dropped, too.
  void add(std::string_view bytes);

  /// Waits until all is written and the file is closed: for as long as the disk takes something within every
  /// `patience`, and at most until `deadline`. What is not written by then is lost.
  OutputSummary finish(std::optional<Clock::time_point> deadline = std::nullopt);

 private:
  struct State;
  static void write_all(State& state);

  std::shared_ptr<State> state_;  // a write that hangs goes on using it
  CallThreads thread_;
};

}  // namespace launcher
