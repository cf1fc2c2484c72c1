#pragma once

#include <string>
#include <string_view>
#include <vector>

/// The process's own command line and standard streams. A seam: posix/terminal.cpp and win32/terminal.cpp.
namespace taskxml {

/// The arguments without the program's name, as UTF-8.
std::vector<std::string> program_arguments(int argc, char** argv);

/// All of standard input. Throws FileError.
std::string read_standard_input();

/// Bytes as they are: no line end is changed. Throws FileError.
void write_standard_output(std::string_view bytes);

/// Messages, as UTF-8. What cannot be written is lost: there is nowhere to say so.
void write_standard_error(std::string_view text);

/// Whether somebody watches standard error.
bool is_standard_error_a_terminal();

}  // namespace taskxml
