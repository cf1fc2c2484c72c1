#pragma once

#include <optional>
#include <string>

/// The machine taskxml runs on, for --here. A seam: posix/this_machine.cpp and win32/this_machine.cpp.
namespace taskxml {

class ThisMachine {
 public:
  virtual ~ThisMachine() = default;
  /// Whether the letter is a disk of the machine: fixed, removable, CD or RAM disk.
  virtual bool is_local_disk(char letter) const = 0;
  /// With the values of %VARIABLES% of this process; those of a task's account may be others.
  virtual std::string expand(const std::string& text) const = 0;
  virtual bool has_file(const std::string& path) const = 0;
  /// The bytes; nullopt when it cannot be read, which includes files above 1 MiB.
  virtual std::optional<std::string> read(const std::string& path) const = 0;
};

/// nullptr where it is no Windows: what a task would find is not visible then.
const ThisMachine* this_machine();

}  // namespace taskxml
