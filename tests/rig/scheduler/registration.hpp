#pragma once
#include <windows.h>

#include <initguid.h>
#include <taskschd.h>

#include <optional>
#include <string>

/// ITaskFolder::RegisterTask without COM.
namespace scheduler {

struct Order {
  std::wstring path;  ///< full; empty: a name that is made up
  std::wstring xml;
  LONG flags = 0;  ///< TASK_CREATION
  std::optional<std::wstring> user;
  std::optional<std::wstring> password;
  TASK_LOGON_TYPE logon_type = TASK_LOGON_NONE;
  std::optional<std::wstring> sddl;
};

/// The path of the task that is registered now; nothing: TASK_VALIDATE_ONLY. Throws Refused.
std::optional<std::wstring> register_task(Order order);

}  // namespace scheduler
