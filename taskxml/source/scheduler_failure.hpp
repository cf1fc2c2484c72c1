#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "launcher/base/error.hpp"
#include "launcher/base/failure.hpp"

/// What a code of Task Scheduler means, and what to do about it. Sources: the page "Task Scheduler error and
/// success constants", those of ITaskService, ITaskFolder and IRegisteredTask, [MS-TSCH] 2.3.14 and
/// [MS-ERREF] 2.1; the advice is ours.
namespace taskxml {

struct SchedulerMeaning {
  std::uint32_t code;     ///< an HRESULT
  std::string_view text;  ///< for a system that has none for the code; empty: every system has one
  std::string_view advice;
};

/// Every row.
std::span<const SchedulerMeaning> scheduler_meanings();

/// The message for a failed call of Task Scheduler's interface: the symbol of the failure table, the system's
/// text or the row's, and the row's advice. `result.code` is the HRESULT.
launcher::Failure describe_scheduler_failure(std::string what, std::string subject,
                                             const launcher::SystemResult& result);

/// The service is starting or has more to do than it can: the call is worth a further try.
bool is_busy_service(std::uint32_t code);

/// There is no task or no folder of that path.
bool is_missing_task(std::uint32_t code);

/// Of a registration with a password: the account or its password was refused, and a further try with the same
/// is of no use or could lock the account. E_ACCESSDENIED can mean that as well ([MS-TSCH] 3.2.5.4.2), so it
/// counts as one.
bool is_refused_login(std::uint32_t code);

}  // namespace taskxml
