#pragma once
#include <windows.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What the stand-in does otherwise than it would: DRIVELAUNCH_TEST_TASK_PLAN, read at every call. Its lines are
/// described in README.md, section "The task plan".
namespace scheduler {

/// An account whose password the rig knows.
struct Account {
  std::wstring name;
  std::wstring sid;  ///< empty: none is given
  std::wstring password;
};

/// Words for `on=`, in this order.
enum class Event { any, connect, open, list, get, read, validate, registering, remove, run, stop };

/// What registration makes of a definition.
struct Changes {
  bool windows_form = false;   ///< written anew as Windows would
  bool cut_arguments = false;  ///< the second half of every Arguments is lost
};

/// Waits, counts and throws Refused as the plan has it for this event. A plan that cannot be understood is
/// reported, and every call answers ERROR_BAD_CONFIGURATION.
Changes follow_plan(Event event, const std::wstring& path);

/// Whether the plan has the task running. Throws Refused for a plan that cannot be understood.
bool is_running_by_plan(const std::wstring& path);

/// Nothing: the plan does not know it. `named` is a name or a SID, in any case. Throws Refused as above.
std::optional<Account> find_account(const std::wstring& named);

}  // namespace scheduler
