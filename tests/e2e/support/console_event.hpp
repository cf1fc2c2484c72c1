#pragma once

#include <windows.h>

#include <string>

#include "support/owned_handle.hpp"
#include "support/rig.hpp"

/// What the console, or Windows, sends a process.
namespace e2e {

/// Why events cannot be brought to a process here; empty: they can.
std::string why_no_events();

/// Tells one process of `event` (CTRL_CLOSE_EVENT and the others of HandlerRoutine's page) as the console
/// does: by a thread of its own in that process, which calls the handlers. The handle of that thread; empty:
/// it could not be made. Wine 8 itself sends Ctrl-C only.
OwnedHandle tell_event(DWORD process, DWORD event);

}  // namespace e2e

/// Ends the test case and says why, where events cannot be brought to a process.
#define NEEDS_EVENTS() E2E_NEEDS(e2e::why_no_events())
