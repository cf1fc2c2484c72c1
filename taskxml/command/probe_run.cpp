#include "taskxml/command/probe_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "launcher/base/drive.hpp"
#include "launcher/base/error.hpp"
#include "launcher/text/printable.hpp"
#include "taskxml/command/account_passwords.hpp"
#include "taskxml/command/probe.hpp"
#include "taskxml/command/run.hpp"
#include "taskxml/source/scheduler_failure.hpp"
#include "taskxml/task/account_kind.hpp"
#include "taskxml/task/task.hpp"
#include "taskxml/xml/document.hpp"

namespace taskxml {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view kNamePrefix = "probe-";
// "Task Scheduler error and success constants".
constexpr std::uint32_t kIsRunning = 0x00041301;
constexpr std::uint32_t kHasNotRun = 0x00041303;
constexpr std::uint32_t kIsQueued = 0x00041325;
constexpr milliseconds kPollTime{200};
/// How long a probe that was ended may take to be gone.
constexpr milliseconds kEndTime{5000};

TaskPath probe_folder() {
  return TaskPath::root().child("DriveLaunch");
}

bool has_ended(const TaskStatus& status) {
  const bool is_under_way = status.state == TaskState::running || status.state == TaskState::queued;
  return !is_under_way && status.last_result != kIsRunning && status.last_result != kHasNotRun &&
         status.last_result != kIsQueued;
}

class ProbeRun {
 public:
  ProbeRun(const Options& options, const TaskPath& path, const Sources& sources)
      : options_(options),
        path_(path),
        streams_(sources.streams),
        machine_(*sources.live),
        stop_(machine_.watch_for_stop()),
        outputs_(machine_.open_probe_outputs()) {}

  int run(std::string definition) {
    remove_leftovers();
    principal_ = find_principal(Document::decode(definition, std::nullopt).text());
    AccountPasswords passwords(machine_, false);
    const AccountAnswer answer = passwords.answer_for(principal_);
    if (!answer.reason.empty()) return refuse(answer.reason);
    const bool is_system = account_kind(principal_) == AccountKind::system;
    const ProbeOutputs::Output output = outputs_->create(is_system ? std::string() : principal_.account());
    const TaskPath probe = probe_folder().child(output.name);
    int exit_code = kRefused;
    try {
      exit_code = run_probe(probe, output, std::move(definition), answer.login);
    } catch (...) {
      // What is wrong is said by whoever catches it; what is left behind is said here.
      take_away(probe, output.name);
      throw;
    }
    return take_away(probe, output.name) ? exit_code : kRefused;
  }

 private:
  void say(std::string_view text) const {
    streams_.write_error(launcher::on_one_line(fmt::format("{}: {}", path_.text(), text)) + "\n");
  }

  int refuse(std::string_view reason) const {
    say(reason);
    return kRefused;
  }

  int run_probe(const TaskPath& probe, const ProbeOutputs::Output& output, std::string definition,
                const std::optional<TaskLogin>& login) {
    const ProbeResult made = make_probe(std::move(definition), {.options = options_.request.invocation,
                                                                .launcher = options_.request.launcher,
                                                                .input_encoding = {},
                                                                .output = output.path,
                                                                .asks_doctor = options_.asks_doctor});
    if (made.refusal) {
      streams_.write_error(format_finding(path_.text(), *made.refusal) + "\n");
      return kRefused;
    }
    if (stop_->is_set()) return refuse("not probed: the run was ended before it");
    may_be_registered_ = true;
    if (const auto remark = machine_.store().write(probe, made.bytes, Registration::create, login))
      streams_.write_error(launcher::format_failure(*remark) + "\n");
    machine_.store().run(probe);
    const std::optional<TaskStatus> ended = wait_for(probe);
    print(outputs_->read(output.name));
    if (ended) return report(*ended);
    if (stop_->is_set()) return refuse("the probe was ended before it was done");
    return refuse(fmt::format("the probe was not done within {} seconds and was ended. {}",
                              limit().count() / 1000, advise_timeout()));
  }

  std::string advise_timeout() const {
    if (principal_.is_interactive())
      return fmt::format("Such a task runs only while {} is logged on", principal_.account());
    return "Give it longer: --timeout 10m";
  }

  milliseconds limit() const {
    const auto& timeout = options_.request.invocation.timeout;
    return timeout ? launcher::parse_duration(*timeout) + kProbeTimeMore : milliseconds(kProbeTime);
  }

  /// Empty: it did not end in time, or the run is to end.
  std::optional<TaskStatus> wait_for(const TaskPath& probe) {
    const auto end = stop_->now() + limit();
    for (;;) {
      const TaskStatus status = machine_.store().status(probe);
      if (has_ended(status)) return status;
      if (stop_->is_set() || stop_->now() >= end) return std::nullopt;
      stop_->wait(kPollTime);
    }
  }

  /// What another account has written is shown, never obeyed.
  void print(std::string_view text) const {
    std::string shown;
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      std::string_view line = text.substr(0, end);
      if (line.ends_with('\r')) line.remove_suffix(1);
      shown += launcher::on_one_line(line) + "\n";
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    streams_.write_output(shown);
  }

  int report(const TaskStatus& status) const {
    const std::string_view command = options_.asks_doctor ? "doctor" : "check";
    say(fmt::format("drivelaunch {} ran as {} and ended with {}", command,
                    machine_.account_name(principal_.account()),
                    status.last_result < 0x10000 ? fmt::format("{}", status.last_result)
                                                 : launcher::format_hex(status.last_result)));
    return status.last_result == 0 ? kDone : kFindings;
  }

  /// Whether nothing is left. Says what is.
  bool take_away(const TaskPath& probe, const std::string& name) {
    const bool is_task_gone = !may_be_registered_ || remove_task(probe);
    const auto end = stop_->now() + kEndTime;
    for (;;) {
      try {
        outputs_->remove(name);
        return is_task_gone;
      } catch (const launcher::Error& error) {
        // The program that was ended may still have it open.
        if (stop_->now() >= end) {
          streams_.write_error(launcher::format_failure(error.failure()) + "\n");
          return false;
        }
      }
      stop_->pause(kPollTime);
    }
  }

  bool remove_task(const TaskPath& probe) {
    TaskStore& store = machine_.store();
    try {
      if (!has_ended(store.status(probe))) store.stop(probe);
    } catch (const launcher::Error&) {
      // Whether it can be deleted is what counts.
    }
    try {
      store.remove(probe);
      store.remove_folder(probe_folder());
      return true;
    } catch (const launcher::Error& error) {
      if (is_missing_task(error.failure().code)) return true;
      streams_.write_error(launcher::format_failure(error.failure()) + "\n");
      return false;
    }
  }

  void remove_leftovers() {
    for (const TaskPath& task : list_probes()) {
      if (outputs_->is_in_use(task.name()) || !is_probe(task) || !remove_task(task)) continue;
      streams_.write_error(
          fmt::format("taskxml: removed {}, which a probe that was killed had left\n", task.text()));
    }
    for (const std::string& name : outputs_->names()) {
      if (!outputs_->is_in_use(name)) outputs_->remove(name);
    }
  }

  std::vector<TaskPath> list_probes() {
    std::vector<TaskPath> found;
    try {
      const TaskListing listing = machine_.store().list(probe_folder());
      for (const TaskPath& task : listing.tasks) {
        if (task.folder().is_inside(probe_folder()) && probe_folder().is_inside(task.folder()) &&
            task.name().starts_with(kNamePrefix))
          found.push_back(task);
      }
    } catch (const launcher::Error& error) {
      if (!is_missing_task(error.failure().code)) throw;
    }
    return found;
  }

  /// Whoever gives a task of their own such a name keeps it.
  bool is_probe(const TaskPath& task) {
    const Document document = Document::decode(machine_.store().read(task), std::nullopt);
    return document.text().find(kProbeMark) != std::string_view::npos;
  }

  const Options& options_;
  const TaskPath& path_;
  Streams& streams_;
  LiveTasks& machine_;
  std::unique_ptr<StopSignal> stop_;
  std::unique_ptr<ProbeOutputs> outputs_;
  Principal principal_;
  bool may_be_registered_ = false;
};

}  // namespace

int run_probe_as_task(const Options& options, const TaskPath& path, std::string definition,
                      const Sources& sources) {
  return ProbeRun(options, path, sources).run(std::move(definition));
}

}  // namespace taskxml
