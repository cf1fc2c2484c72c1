#pragma once

#include "launcher/program/process.hpp"
#include "launcher/win32/lease/session_leases.hpp"

/// Starting PROGRAM so that it cannot tell the launcher was there.
namespace launcher::win32 {

/// The program gets the launcher's standard handles (or the pipe of --output), environment, priority class
/// and show state, and is inside the job from its first instruction on. While it runs, Ctrl-C and Ctrl-Break
/// are left to it.
class JobProcessStarter : public ProcessStarter {
 public:
  enum class ConsoleWindow {
    as_windows_decides,
    none,  ///< a console program gets a console without a window: what drivelaunchw is for
  };

  /// The program holds `leases` as long as it lives, also when the launcher is killed.
  JobProcessStarter(ConsoleWindow console_window, SessionLeases& leases)
      : console_window_(console_window), leases_(leases) {}
  std::unique_ptr<ProgramOutput> open_output(const std::string& path, std::uint64_t rotate_at) override;
  std::unique_ptr<ChildProcess> start(const StartableProgram& program, ProgramOutput* output,
                                      ProgramObserver observer) override;

 private:
  ConsoleWindow console_window_;
  SessionLeases& leases_;
};

}  // namespace launcher::win32
