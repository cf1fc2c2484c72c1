#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "launcher/command/run.hpp"
#include "tests/support/fake_credentials.hpp"
#include "tests/support/fake_lease_store.hpp"
#include "tests/support/fake_network.hpp"
#include "tests/support/fake_program_files.hpp"

namespace launcher::test {

class FakeFiles : public TrustedFileReader {
 public:
  std::map<std::string, std::string> files;
  std::string read(const std::string& path) override {
    const auto found = files.find(path);
    if (found != files.end()) return found->second;
    throw Error({.what = "cannot read",
                 .subject = path,
                 .code = path == "secret.ini" ? 5U
                         : path == "held.ini" ? 32U
                                              : 2U,
                 .symbol = "SYMBOL",
                 .api = "CreateFileW",
                 .text = "text"});
  }
};

class FakeConsole : public Console {
 public:
  std::string output;
  std::string errors;
  void print(std::string_view text) override { output += text; }
  void print_error(std::string_view text) override { errors += text; }
};

class FakeEvents : public EventReporter {
 public:
  std::vector<Event> events;
  SystemResult result;
  SystemResult report(const Event& event) override {
    events.push_back(event);
    return result;
  }
};

/// A program that records what was connected while it ran.
class FakeStarter : public ProcessStarter {
 public:
  explicit FakeStarter(FakeNetwork& network) : network_(network) {}
  ExitCode exit_code = 0;
  bool fail = false;
  std::vector<StartableProgram> started;
  std::set<std::string> seen;
  OutputSummary output;  ///< what becomes of the output of --output
  std::optional<SystemResult> output_failure;
  std::vector<std::string> output_calls;  ///< "open FILE", "start", "finish with N drives"

  std::unique_ptr<ProgramOutput> open_output(const std::string& path, std::uint64_t) override {
    if (output_failure)
      throw Error(
          describe_system_failure("cannot write the output", path, *output_failure, "Check --output"));
    output_calls.push_back("open " + path);
    return std::make_unique<Output>(*this);
  }

  std::vector<Descendant> descendants;   ///< alive when the program has ended
  std::vector<std::string> child_calls;  ///< of what concerns descendants, with the number of drives
  std::optional<ChildProcess::Clock::time_point> end_by;
  bool end_program = false;         ///< the launcher has to end the program
  std::optional<StopRequest> stop;  ///< the launcher is asked to end while the program runs
  std::string stop_failure;         ///< what could not be done about that

  std::unique_ptr<ChildProcess> start(const StartableProgram& program, ProgramOutput* to,
                                      ProgramObserver observer) override {
    if (stop) observer.on_stop(*stop);
    if (!stop_failure.empty()) observer.on_failure(stop_failure);
    if (to != nullptr) output_calls.emplace_back("start");
    if (fail) throw Error(describe_start_failure("cannot start", program.application, {.code = 193}));
    started.push_back(program);
    seen = network_.connected();
    return std::make_unique<Child>(*this);
  }

 private:
  class Child : public ChildProcess {
   public:
    explicit Child(FakeStarter& starter) : starter_(starter) {}
    std::uint32_t id() const override { return 7; }
    ExitCode wait() override { return starter_.exit_code; }
    bool was_ended() override { return starter_.end_program; }
    std::vector<Descendant> descendants() override { return starter_.descendants; }
    bool wait_for_descendants(std::optional<Clock::time_point> deadline) override {
      starter_.note(deadline ? "wait a while" : "wait");
      return true;
    }
    std::optional<Clock::time_point> end_by() override { return starter_.end_by; }
    void release_descendants() override { starter_.note("release"); }

   private:
    FakeStarter& starter_;
  };
  class Output : public ProgramOutput {
   public:
    explicit Output(FakeStarter& starter) : starter_(starter) {}
    OutputSummary finish(std::optional<std::chrono::steady_clock::time_point>) override {
      starter_.output_calls.push_back("finish with " + std::to_string(starter_.network_.connected().size()) +
                                      " drives");
      return starter_.output;
    }

   private:
    FakeStarter& starter_;
  };
  void note(const std::string& call) {
    child_calls.push_back(call + " with " + std::to_string(network_.connected().size()) + " drives");
  }
  FakeNetwork& network_;
};

/// A machine for a whole command: everything a command asks of the system, with memory.
struct FakeMachine {
  FakeNetwork network;
  FakeLetters letters;
  FakeLeaseStore leases;
  FakeProgramFiles program_files;
  FakeStarter starter{network};
  FakeFiles files;
  FakeCredentialStore credentials;
  FakeConsole console;
  FakeEvents events;
  Log log;
  std::string log_text;
  std::string log_path;                                    ///< the file that was opened
  std::string default_log;                                 ///< empty: there is none
  std::string log_failure;                                 ///< what the next line fails with
  std::map<std::string, std::string> changeable_programs;  ///< by path, with the reason
  bool judged_too_late = false;                            ///< a program, when it ran already
  std::string launcher_finding;                            ///< why the launcher is not trusted; empty: it is

  FakeMachine() {
    program_files.files = {R"(C:\p.exe)"};
    program_files.folders = {R"(S:\jobs)"};
  }

  RunServices services() {
    return {
        .network = network,
        .letters = letters,
        .leases = leases,
        .program_files = program_files,
        .processes = starter,
        .files = files,
        .credentials = credentials,
        .trail = {.console = console,
                  .events = events,
                  .find_default_log = [this] { return default_log; },
                  .query_identity =
                      [] {
                        return LogIdentity{.process = 1, .session = "0x1", .account = "PC\\u", .name = {}};
                      },
                  .open_log = [this](const std::string& path, std::uint64_t,
                                     const auto& report_failure) -> Log::Sink {
                    log_path = path;
                    return [this, report_failure](LogLevel, std::string_view line) {
                      if (log_failure.empty()) {
                        log_text += line;
                      } else {
                        report_failure(std::exchange(log_failure, {}));
                      }
                    };
                  }},
        .require_trusted_launcher =
            [this] {
              if (!launcher_finding.empty())
                throw Error(exit_code_from_win32(win32_error::kAccessDenied),
                            {.what = "refused", .subject = "launcher", .text = launcher_finding});
            },
        .judge_program = [this](const std::string& path) -> std::optional<Failure> {
          judged_too_late = judged_too_late || !starter.started.empty();
          const auto found = changeable_programs.find(path);
          if (found == changeable_programs.end()) return std::nullopt;
          return Failure{.what = "others could change the program", .subject = path, .text = found->second};
        },
        .find_default_config = [] { return std::string(R"(C:\ProgramData\DriveLaunch\drives.ini)"); },
    };
  }
};

}  // namespace launcher::test
