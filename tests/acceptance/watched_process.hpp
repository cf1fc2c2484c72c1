#pragma once

#include <cstdint>
#include <string>

#include "launcher/win32/system/handle.hpp"

namespace acceptance {

/// A process of a task, held open: its number is not used again meanwhile.
class WatchedProcess {
 public:
  /// Throws launcher::Error where there is no such process, or it is not to be opened.
  explicit WatchedProcess(std::uint32_t number);

  std::uint32_t number() const { return number_; }
  /// The path of its program.
  std::string program() const;
  bool has_ended() const;
  /// TerminateProcess. Throws launcher::Error.
  void kill() const;

 private:
  std::uint32_t number_;
  launcher::win32::UniqueHandle process_;
};

}  // namespace acceptance
