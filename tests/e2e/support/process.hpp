#pragma once

#include <windows.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "support/elevation.hpp"
#include "support/owned_handle.hpp"
#include "support/wait.hpp"

/// Starting a program with everything about it under the test's control.
namespace e2e {

struct ProcessRequest {
  std::wstring line;                             ///< the whole command line, as it is
  std::string directory;                         ///< empty: the test's own
  std::map<std::string, std::string> variables;  ///< added to the test's own environment
  std::string input;                             ///< what standard input gives before it ends
  DWORD flags = 0;                               ///< of CreateProcessW: a priority class
  std::optional<WORD> show;                      ///< how its window is to show
  Rights rights = Rights::own;                   ///< see NEEDS_RIGHTS
  bool without_streams = false;                  ///< no standard handles at all
  /// Files in place of the pipes; empty: pipes.
  std::string input_file;
  std::string output_file;
  std::string errors_file;
};

struct ProcessResult {
  std::uint32_t exit_code = 0;
  std::string output;  ///< standard output
  std::string errors;  ///< standard error
  std::chrono::milliseconds duration{};
};

/// A program that runs. When the object goes before the program has ended, the program is killed.
class RunningProcess {
 public:
  /// Throws std::runtime_error.
  explicit RunningProcess(const ProcessRequest& request);
  ~RunningProcess();
  RunningProcess(const RunningProcess&) = delete;
  RunningProcess& operator=(const RunningProcess&) = delete;

  HANDLE handle() const { return process_.get(); }
  bool has_ended() const { return WaitForSingleObject(process_.get(), 0) == WAIT_OBJECT_0; }
  /// Ends it with TerminateProcess and waits until it has ended.
  void kill();
  /// Waits until it has ended and its streams are read to their ends. Throws std::runtime_error after
  /// `patience`.
  ProcessResult wait(std::chrono::milliseconds patience = std::chrono::minutes(2));

 private:
  struct Streams;
  OwnedHandle process_;
  std::unique_ptr<Streams> streams_;
  std::chrono::steady_clock::time_point begin_;
};

/// Starts it and waits for its end.
ProcessResult run_process(const ProcessRequest& request);

}  // namespace e2e
