#include "taskxml/source/terminal.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "taskxml/source/file.hpp"

namespace taskxml {
namespace {

/// The errno, or 0.
int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

class StandardStreams : public Streams {
 public:
  std::string read_input() override {
    std::string bytes;
    std::array<char, 65536> buffer{};
    for (;;) {
      const ssize_t got = read(STDIN_FILENO, buffer.data(), buffer.size());
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) throw FileError("cannot read", "standard input", std::strerror(errno));
      if (got == 0) return bytes;
      bytes.append(buffer.data(), static_cast<std::size_t>(got));
      if (bytes.size() > kLargestFile) {
        throw FileError("cannot read", "standard input",
                        "it is larger than 256 MB, so it is not a task definition");
      }
    }
  }

  void write_output(std::string_view bytes) override {
    if (const int error = write_all(STDOUT_FILENO, bytes); error != 0) {
      throw FileError("cannot write", "standard output", std::strerror(error));
    }
  }

  void write_error(std::string_view text) override { write_all(STDERR_FILENO, text); }

  bool is_error_a_terminal() override { return isatty(STDERR_FILENO) == 1; }
};

}  // namespace

std::vector<std::string> program_arguments(int argc, char** argv) {
  return {argv + (argc > 0 ? 1 : 0), argv + argc};
}

Streams& standard_streams() {
  static StandardStreams streams;
  return streams;
}

}  // namespace taskxml
