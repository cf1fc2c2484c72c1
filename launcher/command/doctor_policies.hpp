#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "launcher/command/doctor.hpp"

/// What this machine's policies mean for drives and logins.
namespace launcher {

/// How an administrator's programs become elevated, as far as it decides whose drives they see.
enum class ElevationMode {
  no_uac,       ///< they are elevated from the start
  linked,       ///< in the other one of two linked logon sessions
  credentials,  ///< after entering credentials, in a session that is not linked (KB 3035277)
  protection,   ///< Administrator protection: as another, system-managed account
};

/// A change of EnableLUA takes effect with a restart: two linked tokens show that UAC is on still.
ElevationMode elevation_mode(const SessionReport& session);

/// Whether this logon has two linked tokens, as an administrator's has under UAC.
bool has_two_tokens(const SessionReport& session);

/// The facts whose keys are the names of the policies, in the order in which they are printed.
std::vector<DoctorFact> explain_policies(const SessionReport& session);

/// What sharing drives by EnableLinkedConnections would do here, if anything.
std::optional<DoctorAdvice> advise_linked_connections(const SessionReport& session);

/// Policies in the way of what the user may want.
std::vector<DoctorAdvice> advise_policies(const SessionReport& session);

}  // namespace launcher
