#include "acceptance/checks/option_checks.hpp"

#include "acceptance/checks/requests.hpp"
#include "acceptance/local_files.hpp"
#include "acceptance/watched_process.hpp"
#include "launcher/base/error.hpp"

namespace acceptance {
namespace {

constexpr std::chrono::seconds kEndPatience{20};
constexpr const char* kSuccessCodes = "0,7-8";
constexpr std::uint32_t kSuccess = 8;
constexpr std::uint32_t kOther = 9;

TaskRequest request_with(const Machine& machine, const Principal& principal, std::uint32_t exit_code) {
  TaskRequest request = usual_request(machine, principal, exit_code);
  request.options.success_codes = kSuccessCodes;
  return request;
}

/// A run whose program prints, leaves a process behind, and ends with a code that is a success.
class WholeRun {
 public:
  WholeRun(Machine& machine, const Principal& principal)
      : machine_(machine), release_(machine.report_file(machine.next_name() + ".release")) {
    TaskRequest request = request_with(machine, principal, kSuccess);
    request.keeps_output = true;
    request.options.until = "tree";
    request.children.front().acts = {{.name = "print", .value = "yes"}, {.name = "leave", .value = release_}};
    run_.emplace(machine, principal, request);
    report_ = run_->wait_for_report();
    if (report_) left_.emplace(static_cast<std::uint32_t>(std::stoul("0" + report_->fact("leave"))));
  }
  ~WholeRun() {
    try {
      end_left();
    } catch (const std::exception&) {
    }
  }
  WholeRun(const WholeRun&) = delete;
  WholeRun& operator=(const WholeRun&) = delete;

  TaskRun& run() { return *run_; }
  bool has_started() const { return report_.has_value(); }
  /// Waits until the launcher knows that its program has ended.
  bool wait_for_program_end() {
    return machine_.wait_until([&] { return !find_log_line(run_->log(), "program-ended").empty(); },
                               kEndPatience);
  }
  bool has_left_ended() const { return left_->has_ended(); }
  void end_left() {
    if (!exists(release_)) write_file(release_, "");
  }

 private:
  Machine& machine_;
  std::string release_;
  std::optional<TaskRun> run_;
  std::optional<ChildReport> report_;
  std::optional<WatchedProcess> left_;
};

/// Empty: the run waits for what the program has left, with its drive.
std::string find_early_end(Machine& machine, const Principal& principal, WholeRun& whole) {
  if (!whole.wait_for_program_end()) return "the log does not say that the program has ended";
  if (whole.has_left_ended()) return "what the program left has ended too early for the check";
  if (principal.is_in_lasting_session &&
      look_at_letter(machine, principal, machine.letter(0)).marker != machine.share(0).marker)
    return "--until tree: the drive is gone although a process of the program still runs";
  if (whole.run().is_over()) return "--until tree: the task has ended before a process of its program";
  return {};
}

}  // namespace

Finding see_options(Machine& machine, const Principal& principal) {
  WholeRun whole(machine, principal);
  if (!whole.has_started()) return not_started(whole.run());
  TaskRun other(machine, principal, request_with(machine, principal, kOther));
  const std::string early = find_early_end(machine, principal, whole);
  if (!early.empty()) return failed(early + show_log(whole.run()));
  whole.end_left();
  const std::uint32_t result = whole.run().wait();
  const std::uint32_t other_result = other.wait();
  const std::string output = whole.run().output();
  const std::string codes = "--success-codes " + std::string(kSuccessCodes) + ": " + show_code(kSuccess) +
                            " becomes " + show_code(result) + ", " + show_code(kOther) + " becomes " +
                            show_code(other_result);
  if (result != 0 || other_result != kOther) return failed(codes + show_log(whole.run()));
  if (output.find(kPrinted) == std::string::npos || output.find(kPrintedErrors) == std::string::npos)
    return failed("--output has " + std::to_string(output.size()) +
                  " bytes, not what was printed: " + output + show_log(whole.run()));
  if (find_field(find_log_line(whole.run().log(), "end"), "program-code").empty())
    return failed("the log does not keep the program's own code." + show_log(whole.run()));
  return passed(codes + "; --output has the " + std::to_string(output.size()) +
                " bytes that were printed; --until tree waited for a process that the program left");
}

}  // namespace acceptance
