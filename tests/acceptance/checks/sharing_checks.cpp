#include "acceptance/checks/sharing_checks.hpp"

#include <array>
#include <memory>

#include "acceptance/checks/requests.hpp"
#include "acceptance/watched_process.hpp"
#include "launcher/base/error.hpp"

namespace acceptance {
namespace {

constexpr std::chrono::seconds kEndPatience{20};

/// Tasks at once, each with the same drive; all of their programs have it.
class Neighbours {
 public:
  Neighbours(Machine& machine, const Principal& principal) : machine_(machine), principal_(principal) {
    for (auto& run : runs_)
      run = std::make_unique<TaskRun>(machine, principal, waiting_request(machine, principal));
    for (const auto& run : runs_)
      require_drive(*run);
  }

  TaskRun& run(std::size_t index) { return *runs_.at(index); }
  void end(std::size_t index) {
    run(index).release();
    run(index).wait();
  }
  bool has_drive() { return look_at_letter(machine_, principal_, machine_.letter(0)).is_there(); }

 private:
  void require_drive(TaskRun& run) const {
    const std::optional<ChildReport> report = run.wait_for_report();
    if (report && report->letter(machine_.letter(0)).marker == machine_.share(0).marker) return;
    throw launcher::Error({.what = "a task of three has no drive",
                           .subject = principal_.name,
                           .text = report
                                       ? show_letter(machine_.letter(0), report->letter(machine_.letter(0)))
                                       : "the program was not started." + show_log(run)});
  }

  Machine& machine_;
  const Principal& principal_;
  std::array<std::unique_ptr<TaskRun>, 3> runs_;
};

/// Kills the launcher of a run whose program waits, and waits until the program has ended.
void kill_launcher(Machine& machine, TaskRun& run) {
  const std::optional<ChildReport> report = run.wait_for_report();
  if (!report)
    throw launcher::Error(
        {.what = "the program was not started", .subject = "a task", .text = show_log(run)});
  const WatchedProcess launcher(report->parent);
  const WatchedProcess child(report->process);
  if (!launcher.program().ends_with("\\drivelaunch.exe"))
    throw launcher::Error({.what = "the program's parent is no launcher", .subject = launcher.program()});
  launcher.kill();
  if (!machine.wait_until([&] { return child.has_ended(); }, kEndPatience))
    throw launcher::Error({.what = "the program outlives its launcher",
                           .subject = "process " + std::to_string(child.number())});
  run.wait();
}

}  // namespace

Finding see_shared_drive(Machine& machine, const Principal& principal) {
  Neighbours three(machine, principal);
  for (std::size_t ended = 1; ended < 3; ++ended) {
    three.end(ended - 1);
    if (!three.has_drive())
      return failed("the drive is gone after " + std::to_string(ended) + " of 3 have ended");
  }
  three.end(2);
  if (three.has_drive()) return failed("the drive is still there after all have ended");
  return passed("there after one and two of three had ended, gone after the third");
}

Finding see_killed_neighbour(Machine& machine, const Principal& principal) {
  Neighbours three(machine, principal);
  kill_launcher(machine, three.run(0));
  if (!three.has_drive()) return failed("the drive is gone after one launcher was killed");
  three.end(1);
  if (!three.has_drive()) return failed("the drive is gone although one still runs");
  three.end(2);
  if (three.has_drive()) return failed("the drive is still there after all have ended");
  return passed("there after one launcher was killed, gone after the last run");
}

Finding see_take_over(Machine& machine, const Principal& principal) {
  TaskRun killed(machine, principal, waiting_request(machine, principal));
  kill_launcher(machine, killed);
  const bool is_left = look_at_letter(machine, principal, machine.letter(0)).is_there();
  TaskRun next(machine, principal, usual_request(machine, principal));
  const std::uint32_t result = next.wait();
  const std::optional<ChildReport> report = next.report();
  const std::string evidence = is_left ? "the killed run left the drive" : "the killed run left no drive";
  if (!report || result != 0)
    return failed(evidence + "; the next run: LastTaskResult " + show_code(result) + show_log(next));
  if (look_at_letter(machine, principal, machine.letter(0)).is_there())
    return failed(evidence + "; it is still there after the next run");
  return passed(evidence + "; the next run used it and took it away");
}

}  // namespace acceptance
