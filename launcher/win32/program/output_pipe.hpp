#pragma once

#include <functional>
#include <string_view>
#include <thread>

#include "launcher/win32/system/handle.hpp"

/// The pipe a program writes to in place of the launcher's own standard output and error.
namespace launcher::win32 {

class OutputPipe {
 public:
  /// Reads on a thread of its own until `finish` and hands over what comes. Throws Error.
  explicit OutputPipe(std::function<void(std::string_view)> take);
  /// Finishes first.
  ~OutputPipe();
  OutputPipe(const OutputPipe&) = delete;
  OutputPipe& operator=(const OutputPipe&) = delete;

  /// The end the program inherits, for both kinds of output, so that their order is kept.
  HANDLE write_end() const { return write_end_.get(); }
  /// Once the program has it: what it and its descendants hold is then all there is.
  void close_write_end() { write_end_.reset(); }

  /// Hands over what has been written so far, then closes the pipe: what still has the other end can write no
  /// more.
  void finish();

 private:
  void read_all();
  /// At most `size` bytes. False: the pipe has ended, or is to be.
  bool read_some(char* buffer, DWORD size, HANDLE stop, DWORD& count);

  std::function<void(std::string_view)> take_;
  UniqueHandle read_end_;
  UniqueHandle write_end_;
  UniqueHandle completed_;
  UniqueHandle stop_;
  std::thread thread_;
};

}  // namespace launcher::win32
