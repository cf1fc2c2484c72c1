#pragma once

#include <string>
#include <utility>
#include <vector>

#include "taskxml/command/options.hpp"
#include "taskxml/command/run.hpp"
#include "taskxml/source/terminal.hpp"

/// A run of taskxml in the test's own process, with what it said.
namespace taskxml::test {

class RecordedStreams : public Streams {
 public:
  std::string input;
  std::string output;
  std::string error;
  bool is_terminal = false;

  std::string read_input() override { return input; }
  void write_output(std::string_view bytes) override { output += bytes; }
  void write_error(std::string_view text) override { error += text; }
  bool is_error_a_terminal() override { return is_terminal; }
};

struct Ran {
  int exit_code = 0;
  RecordedStreams streams;
};

inline Ran run_with(const std::vector<std::string>& arguments, std::string input = {},
                    bool is_terminal = false, LiveTasks* live = nullptr) {
  Ran ran;
  ran.streams.input = std::move(input);
  ran.streams.is_terminal = is_terminal;
  ran.exit_code = run(parse_options(arguments), ran.streams, live);
  return ran;
}

}  // namespace taskxml::test
