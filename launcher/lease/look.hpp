#pragma once

#include <string>

#include "launcher/lease/lease_store.hpp"
#include "launcher/network/network.hpp"

/// What a launcher sees of a connection before it decides: its letter or share, its record, its leases.
namespace launcher {

/// `me` is the lease of the launcher that looks; empty: it has none. As whom a letter is connected is asked
/// only where that decides: of a connection with a credential whose letter has its path and no record.
LeaseView look_at(const ConnectionSpec& connection, LeaseState state, const std::string& me,
                  Letters& letters);

/// The same where leases cannot be kept.
LeaseView look_without_leases(const ConnectionSpec& connection, Letters& letters);

/// The same without the session's lock, for a plan. Changes nothing, and does not throw for leases that cannot
/// be kept.
LeaseView peek_at(const ConnectionSpec& connection, LeaseStore& store, Letters& letters);

}  // namespace launcher
