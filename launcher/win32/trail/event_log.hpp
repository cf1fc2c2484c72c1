#pragma once

#include "launcher/trail/event.hpp"

/// The Windows event log.
namespace launcher::win32 {

/// Writes to the Application log as the source DriveLaunch. `drivelaunch setup` registers that; without it
/// the event is written as well, and the event viewer shows its texts without the sentences around them
/// (RegisterEventSourceW's page).
class WindowsEventLog : public EventReporter {
 public:
  SystemResult report(const Event& event) override;
};

}  // namespace launcher::win32
