#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "launcher/base/invocation.hpp"
#include "launcher/command/session_report.hpp"
#include "launcher/connect/plan.hpp"

/// `drivelaunch doctor`: what this session is, which drives it has, what it lacks and what to do. The
/// explanations are pure functions of what was found; nothing here changes anything.
namespace launcher {

struct DoctorRequest {
  Invocation options;    ///< config, only, drive
  std::string reg_file;  ///< of --reg-file; empty: none
  bool as_json = false;
};

/// Parses what follows `doctor`. Throws Error (ERROR_BAD_ARGUMENTS).
DoctorRequest parse_doctor(std::string_view arguments);

/// What kind of session this is, as far as drives and the network are concerned.
enum class SessionKind {
  system,
  local_service,
  network_service,
  service,          ///< logged on for a service
  batch,            ///< logged on for a task that runs without a desktop
  network,          ///< logged on over the network
  desktop,          ///< a desktop with one token
  desktop_limited,  ///< a desktop, the filtered half
  desktop_full,     ///< a desktop, the elevated half
  unknown,
};
SessionKind session_kind(const SessionReport& session);

/// Something that was found, and what it means here. Keys of JSON: added to, never renamed.
struct DoctorFact {
  std::string_view key;
  std::string value;    ///< "not visible" where it could not be found out
  std::string meaning;  ///< one sentence; may be empty
};
std::vector<DoctorFact> explain_session(const SessionReport& session);

/// A conclusion, with a command or a setting where there is something to do. Ids: added to, never renamed.
struct DoctorAdvice {
  std::string_view id;
  std::string text;
};
/// `steps` is what a run would do now for the drives that are asked for; may be empty.
std::vector<DoctorAdvice> advise(const SessionReport& session, const std::vector<Step>& steps);

std::string format_doctor_text(const SessionReport& session, const std::vector<Step>& steps);
std::string format_doctor_json(const SessionReport& session, const std::vector<Step>& steps);

/// A .reg file that sets EnableLinkedConnections, with a warning in its comments: UTF-16LE with byte order
/// mark.
std::string linked_connections_reg_file();

/// Why that file would not help on this machine; empty when nothing speaks against it.
std::string warn_about_reg_file(const SessionReport& session);

}  // namespace launcher
