#pragma once

#include "launcher/process.hpp"

/// Starting PROGRAM so that it cannot tell the launcher was there.
namespace launcher::win32 {

/// The program gets the launcher's standard handles, environment, priority class and show state, and is
/// inside the job from its first instruction on. While it runs, Ctrl-C and Ctrl-Break are left to it.
class JobProcessStarter : public ProcessStarter {
 public:
  std::unique_ptr<ChildProcess> start(const StartableProgram& program) override;
};

}  // namespace launcher::win32
