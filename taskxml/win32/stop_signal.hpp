#pragma once

#include <memory>

#include "taskxml/source/live_tasks.hpp"

namespace taskxml {

/// Ctrl-C, Ctrl-Break, and the end of the console or the session (SetConsoleCtrlHandler; "HandlerRoutine
/// callback function"). Of the latter two the process is ended as soon as the handler returns, so it does not
/// return before the signal is given up, at most for as long as Windows waits. There is at most one.
std::unique_ptr<StopSignal> make_stop_signal();

}  // namespace taskxml
