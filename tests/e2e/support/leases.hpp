#pragma once

#include <string>
#include <vector>

/// What launchers have written down about a letter, read without their help: the lease files and the record.
namespace e2e {

/// The names of the lease files of the letter, of all logon sessions.
std::vector<std::string> list_leases(char letter);

/// The record of the letter, of whichever session; empty: none.
std::string read_lease_record(char letter);

}  // namespace e2e
