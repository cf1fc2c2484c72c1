#include "support/stopped_run.hpp"

#include <doctest/doctest.h>

#include <cstdlib>

#include "support/text.hpp"
#include "support/wait.hpp"

namespace e2e {

DWORD StoppedRun::program_id() const {
  // The program may be ready before the launcher has written so.
  std::string line;
  REQUIRE(wait_until([&] {
    const std::string text = log();
    const std::size_t begin = text.find(" program path=");
    const std::size_t end = text.find('\n', begin);
    if (end == std::string::npos) return false;
    line = text.substr(begin, end - begin);
    return true;
  }));
  const std::string field = " process=";
  const std::size_t at = line.find(field);
  REQUIRE(at != std::string::npos);
  return std::strtoul(line.c_str() + at + field.size(), nullptr, 10);
}

void StoppedRun::wait_until_ready() const {
  REQUIRE(wait_until([&] { return exists(ready_); }));
}

ProcessRequest StoppedRun::request(const std::string& options, const std::string& program) const {
  return {.line = widen(in_quotes(launcher_) + " --log " + in_quotes(log_) + " " + drive_option() + options +
                        program),
          .flags = CREATE_NO_WINDOW};
}

std::string StoppedRun::saving_window() const {
  return " -- " + in_quotes(window_child_path()) + " " + in_quotes(ready_) + " save " + in_quotes(saved_);
}

std::string StoppedRun::ignoring_window() const {
  return " -- " + in_quotes(window_child_path()) + " " + in_quotes(ready_) + " ignore " + in_quotes(end_);
}

std::string StoppedRun::act_until_let_end(const std::string& verbs) const {
  return act(verbs + " write " + in_quotes(ready_) + " x wait " + in_quotes(end_) + " exit 24");
}

std::string StoppedRun::saving_console() const {
  return act_until_let_end("break-save " + in_quotes(saved_));
}

std::string StoppedRun::ignoring_console() const {
  return act_until_let_end("break-ignore");
}

std::string StoppedRun::careless_console() const {
  return act_until_let_end("");
}

std::string StoppedRun::ending_console() const {
  return act_until_let_end("end-save " + in_quotes(saved_));
}

std::string StoppedRun::interrupted_console() const {
  return act_until_let_end("interrupt-save " + in_quotes(saved_));
}

}  // namespace e2e
