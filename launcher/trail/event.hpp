#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "launcher/base/error.hpp"
#include "launcher/base/failure.hpp"
#include "launcher/config/config.hpp"
#include "launcher/trail/log.hpp"

/// What the Windows event log gets of a run: one event at its end, or none.
namespace launcher {

/// The ids of the message table (win32/trail/events.mc), as the event viewer shows them. Added to, never
/// renumbered.
enum class EventId : std::uint16_t {
  run_succeeded = 100,
  program_failed = 200,  ///< PROGRAM ran and returned a code other than 0 that --success-codes does not name
  run_warned = 201,      ///< all went well but for warnings
  run_failed = 300,      ///< the launcher could not do its part; mostly PROGRAM was not started
};

struct Event {
  EventId id = EventId::run_succeeded;
  /// What the message's %1, %2, ... stand for: the run, what happened, account, logon session, exit code,
  /// log.
  std::vector<std::string> texts;
};

/// Seam: where events go. win32/trail/event_log implements it.
class EventReporter {
 public:
  virtual ~EventReporter() = default;
  /// Does not throw: the result says why an event is not there.
  virtual SystemResult report(const Event& event) = 0;
};

/// A run at its end.
struct RunReport {
  std::string name;  ///< --name; empty: it has none
  std::string
      program;  ///< as the command line names it; empty: there is none (check), or it was not understood
  ExitCode exit_code = 0;
  std::optional<ExitCode> program_code;  ///< PROGRAM's own; empty: it has not run to its end
  std::vector<std::string> failures;     ///< messages, in the order in which they came
  std::vector<std::string> warnings;
  std::string log;  ///< the file; empty: none is written
};

/// The id of the event for `report`, or nothing when `wanted` leaves it out: failures leaves out
/// runs without failure and warning, off all.
std::optional<EventId> choose_event(const RunReport& report, EventLog wanted);

/// The event itself. What would be too long for the event log is cut; a % before a digit is parted from it,
/// because the event viewer would replace the two (ReportEventW's page, lpStrings).
Event make_event(EventId id, const RunReport& report, const LogIdentity& identity);

}  // namespace launcher
