#pragma once

#include "launcher/command/session_report.hpp"

namespace launcher::win32 {

/// What of MachinePolicies is there and can be read.
MachinePolicies read_machine_policies();

}  // namespace launcher::win32
