#pragma once

#include <string>
#include <string_view>
#include <vector>

/// The process's own command line and standard streams. A seam: posix/terminal.cpp and win32/terminal.cpp.
namespace taskxml {

/// The arguments without the program's name, as UTF-8.
std::vector<std::string> program_arguments(int argc, char** argv);

/// Where a run reads and reports. An interface, so that tests see what is said.
class Streams {
 public:
  virtual ~Streams() = default;
  /// All of standard input. Throws FileError.
  virtual std::string read_input() = 0;
  /// Bytes as they are: no line end is changed. Throws FileError.
  virtual void write_output(std::string_view bytes) = 0;
  /// Messages, as UTF-8. What cannot be written is lost: there is nowhere to say so.
  virtual void write_error(std::string_view text) = 0;
  /// Whether somebody watches the messages as they come.
  virtual bool is_error_a_terminal() = 0;
};

/// The process's own.
Streams& standard_streams();

}  // namespace taskxml
