#include "acceptance/checks/server_checks.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <vector>

#include "acceptance/checks/requests.hpp"
#include "acceptance/silent_server.hpp"

namespace acceptance {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kSilentServers = 3;
constexpr const char* kTimeout = "1s";
constexpr milliseconds kTimeoutTime{1'000};
/// G8: a call that does not return is left behind one second after the timeout, and the run is over within two.
constexpr milliseconds kLatest{2'000};
constexpr milliseconds kDisconnectPatience{10'000};
/// Between the last line of the log and the end of the task: what ending a process takes on a busy machine.
constexpr milliseconds kProcessEnd{10'000};
constexpr std::chrono::seconds kPatience{60};

/// One silent server, as the log has it.
struct SilentCall {
  milliseconds took{};    ///< until the drive was given up
  std::string code;       ///< what the call came back with; empty: it did not come back
  milliseconds answer{};  ///< after this time
  bool is_answered() const { return !code.empty() && answer < kTimeoutTime; }
};

milliseconds time_of(const std::string& line, const char* field) {
  return milliseconds(std::strtol(find_field(line, field).c_str(), nullptr, 10));
}

std::string show(milliseconds time) {
  return std::to_string(time.count()) + " ms";
}

/// What became of the calls; a share without a line of its own is left out.
std::vector<SilentCall> find_calls(const std::string& log, const std::vector<std::string>& shares) {
  std::vector<SilentCall> calls;
  for (const std::string& share : shares) {
    const std::string server = share.substr(2, share.find('\\', 2) - 2) + "\\";
    const std::string end = find_log_line(log, "not-connected", server);
    const std::string call = find_log_line(log, "connect", server);
    if (!end.empty())
      calls.push_back(
          {.took = time_of(end, "ms"), .code = find_field(call, "code"), .answer = time_of(call, "ms")});
  }
  return calls;
}

/// What CancelSynchronousIo did to calls that hung.
std::string show_cancellation(const std::vector<SilentCall>& calls) {
  std::string codes;
  std::size_t broken_off = 0;
  for (const SilentCall& call : calls) {
    if (call.code.empty()) continue;
    ++broken_off;
    codes += (codes.empty() ? " with " : ", ") + call.code;
  }
  return "CancelSynchronousIo broke off " + std::to_string(broken_off) + " of " +
         std::to_string(calls.size()) + " calls of WNetAddConnection2W that hung" + codes;
}

/// A run with a drive that answers and silent servers beside it.
TaskRequest silent_request(const Machine& machine, const Principal& principal,
                           const std::vector<std::string>& silent) {
  TaskRequest request = usual_request(machine, principal);
  // Not in the file, so that it has the usual timeout.
  request.options.drives = {std::string(1, machine.letter(0)) + '=' + machine.share(0).path};
  request.drives.clear();
  for (const std::string& share : silent)
    request.drives.push_back({.letter = 0, .path = share, .is_required = false});
  request.timeout = kTimeout;
  // The log has each call, with its code, only then.
  request.options.verbose = true;
  return request;
}

/// The time of a line of the log since the midnight before.
milliseconds clock_of(const std::string& line) {
  const auto number = [&](std::size_t at, std::size_t size) {
    return line.size() < at + size ? 0 : std::strtol(line.substr(at, size).c_str(), nullptr, 10);
  };
  return std::chrono::hours(number(11, 2)) + std::chrono::minutes(number(14, 2)) +
         std::chrono::seconds(number(17, 2)) + milliseconds(number(20, 3));
}

Finding judge_silent_run(const std::string& log, const std::vector<SilentCall>& calls) {
  milliseconds slowest{};
  milliseconds sum{};
  for (const SilentCall& call : calls) {
    slowest = std::max(slowest, call.took);
    sum += call.took;
  }
  const milliseconds until_program =
      clock_of(find_log_line(log, "program")) - clock_of(find_log_line(log, "start"));
  const std::string evidence = std::to_string(calls.size()) + " servers, each given up after at most " +
                               show(slowest) + ", " + show(sum) + " in all; the program started after " +
                               show(until_program) + "; " + show_cancellation(calls);
  if (slowest > kTimeoutTime + kLatest)
    return failed("a wait outlived its timeout of " + show(kTimeoutTime) + ": " + evidence);
  // One after the other they take at least the sum; at the same time one of them, and what else a run does.
  if (until_program >= sum) return failed("they were waited for one after the other: " + evidence);
  return passed(evidence);
}

/// A program that is not of the run, with a file on its drive open.
TaskRequest holder_request(const std::string& letter) {
  return holding_request(
      {{.name = "hold", .value = letter + "\\marker.txt"}, {.name = "cancel", .value = letter}}, {});
}

/// The file is closed once the launcher has tried to disconnect.
Finding judge_short_hold(Machine& machine, const Principal& principal, TaskRun& run, TaskRun& holder,
                         const std::string& evidence) {
  const auto first_try = [&] { return find_log_line(run.log(), "disconnect"); };
  machine.wait_until([&] { return !first_try().empty() || run.is_over(); }, kPatience);
  const std::string code = find_field(first_try(), "code");
  if (code.empty() || code == "0")
    return failed("the launcher disconnected a drive with an open file; " + evidence + show_log(run));
  holder.release();
  const std::uint32_t result = run.wait();
  const std::string line = find_log_line(run.log(), "disconnected");
  const bool is_there = look_at_letter(machine, principal, machine.letter(0)).is_there();
  const std::string whole = evidence + ", the launcher too gets " + code +
                            "; once the file is closed the drive " + (is_there ? "stays" : "is gone") +
                            "; LastTaskResult " + show_code(result);
  return result == 5 && !line.empty() && !is_there ? passed(whole) : failed(whole + show_log(run));
}

/// It stays open for longer than the launcher waits.
Finding judge_long_hold(Machine& machine, const Principal& principal, TaskRun& run, TaskRun& holder,
                        const std::string& before) {
  const std::uint32_t result = run.wait();
  const std::string line = find_log_line(run.log(), "not-disconnected");
  const bool is_there = look_at_letter(machine, principal, machine.letter(0)).is_there();
  const std::string evidence = before + "; after " + find_field(line, "ms") + " ms the drive " +
                               (is_there ? "stays" : "is gone") + "; LastTaskResult " + show_code(result);
  if (line.empty() || !is_there || result != 5) return failed(evidence + show_log(run));
  if (time_of(line, "ms") > kDisconnectPatience + kLatest) return failed("the wait was longer: " + evidence);
  holder.release();
  holder.wait();
  TaskRun next(machine, principal, usual_request(machine, principal));
  next.wait();
  if (look_at_letter(machine, principal, machine.letter(0)).is_there())
    return failed(evidence + "; the next run did not take it away");
  return passed(evidence + "; the next run took it away");
}

}  // namespace

Finding see_lost_share(Machine& machine, const Principal& principal) {
  const SharedFolder lost = machine.make_third_share();
  TaskRequest request = waiting_request(machine, principal);
  request.drives = {{.letter = machine.letter(0), .path = lost.path}};
  request.children.front().exit_code = 3;
  TaskRun run(machine, principal, request);
  const std::optional<ChildReport> report = run.wait_for_report();
  if (!report) return not_started(run);
  if (report->letter(machine.letter(0)).marker != lost.marker)
    return failed(show_letter(machine.letter(0), report->letter(machine.letter(0))));
  machine.take_away_third_share();
  run.release();
  const std::uint32_t result = run.wait();
  const std::string line = find_log_line(run.log(), "lost");
  const std::string evidence =
      "LastTaskResult " + show_code(result) + "; log: lost code=" + find_field(line, "code");
  if (line.empty()) return failed("the log says nothing of it." + show_log(run));
  return result == 3 ? passed(evidence) : failed(evidence + "; the program ended with 3");
}

Finding see_silent_servers(Machine& machine, const Principal& principal) {
  const SilentServers silent(machine.silent_shares(), kSilentServers);
  TaskRun run(machine, principal, silent_request(machine, principal, silent.shares()));
  machine.wait_until([&] { return !find_log_line(run.log(), "end").empty() || run.is_over(); }, kPatience);
  const auto end = std::chrono::steady_clock::now();
  const std::uint32_t result = run.wait();
  // Windows may keep a process that has ended until its calls come back.
  const auto ending = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - end);
  const std::optional<ChildReport> report = run.report();
  if (!report) return not_started(run);
  if (report->letter(machine.letter(0)).marker != machine.share(0).marker)
    return failed("the drive that answers is not there: LastTaskResult " + show_code(result));
  const std::vector<SilentCall> calls = find_calls(run.log(), silent.shares());
  if (calls.size() != silent.shares().size())
    return failed("the log does not say of every server that it was given up." + show_log(run));
  for (const SilentCall& call : calls) {
    if (call.is_answered())
      return not_seen("no server stays silent here: " + silent.description() + " gave Win32 error " +
                      call.code + ". Name shares on servers that do not answer with --silent");
  }
  Finding finding = judge_silent_run(run.log(), calls);
  finding.evidence +=
      "; the launcher had ended " + show(ending) + " after the last line of its log; " + silent.description();
  if (ending > kProcessEnd) finding.status = Status::failed;
  return finding;
}

Finding see_open_files(Machine& machine, const Principal& principal) {
  TaskRequest request = waiting_request(machine, principal);
  request.children.front().exit_code = 5;
  request.options.verbose = true;  // the log has each call of a disconnect
  TaskRun run(machine, principal, request);
  if (!run.wait_for_report()) return not_started(run);
  TaskRun holder(machine, principal, holder_request({machine.letter(0), ':'}));
  const std::optional<ChildReport> held = holder.wait_for_report();
  if (!held || held->fact("hold") != "0") return failed("no file could be opened for the check");
  const std::string evidence = "WNetCancelConnection2W without force gives " + held->fact("cancel");
  if (held->fact("cancel") == "0") return failed("a drive with an open file was disconnected; " + evidence);
  run.release();
  return machine.is_short() ? judge_short_hold(machine, principal, run, holder, evidence)
                            : judge_long_hold(machine, principal, run, holder, evidence);
}

}  // namespace acceptance
