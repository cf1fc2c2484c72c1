#pragma once

#include "launcher/command/session_report.hpp"

namespace launcher::win32 {

/// Looks at this process's token, letters, connections and registry. Changes nothing.
SessionReport read_session_report();

}  // namespace launcher::win32
