#pragma once

#include <string>
#include <vector>

#include "acceptance/command_run.hpp"

/// Runs that connect nothing, and what they say to a drives.ini: for the checks of G9.
namespace acceptance {

/// A drives.ini without a mistake.
std::string harmless_config();

/// Options of a run that reads this drives.ini and goes no further: it asks for a section that is not in it.
std::string harmless_run(const std::string& config);

enum class Answer {
  accepted,  ///< it was read: 0x800700A0, it has no such section
  refused,   ///< others could change it: 0x80070005
};
/// Throws launcher::Error where the run ended in another way.
Answer require_answer(const CommandResult& result);

/// "C:\x\drives.ini: Everyone (S-1-1-0) has WRITE_DATA": the first reason of a refusal; empty: there is none.
std::string first_reason(const CommandResult& result);

/// The commands that the message advises, in order.
std::vector<std::string> advised_commands(const CommandResult& result);

}  // namespace acceptance
