#pragma once

#include <string>
#include <vector>

#include "acceptance/machine.hpp"

/// What DriveLaunch itself keeps on a machine: its folders below %ProgramData%, its event source, its credentials.
/// This program makes what is not there, and never changes what is. Failures are launcher::Error.
namespace acceptance {

/// `%ProgramData%\DriveLaunch`, and what setup makes in it, with the owner and the permissions that launcher/README.md
/// promises, as SDDL.
struct ProductFolder {
  std::string path;
  const char* sddl;
};
/// The first one is that all others are in.
std::vector<ProductFolder> product_folders();

/// The program that the event source DriveLaunch takes its texts from; empty: there is no such source.
std::string event_source_program();

/// Writes down that the folders are made, or the event source, where there is none yet. What follows may make them.
/// Throws launcher::Error.
void will_use_product_folders(Machine& machine);
void will_use_event_source(Machine& machine);

/// Runs `drivelaunch setup` where this machine has no event source of DriveLaunch, so that events have texts. Throws
/// launcher::Error and Interrupted, also where setup fails.
void require_event_source(Machine& machine);

/// For the list of what this machine has: a line for each folder, credential, event source.
std::vector<std::string> list_product();

/// The folders, where they are empty but for the log of runs that had none of their own. What is not empty stays:
/// somebody uses it.
void remove_product_folders();
/// The event source, if it is of a program in `folder`: another one is somebody else's.
void remove_event_source(const std::string& folder);
/// A credential and what goes with it.
void remove_credential(const std::string& name);
/// The probes that a killed `taskxml probe --run` of a program in `folder` has left.
void remove_probes(taskxml::TaskStore& store, const std::string& folder);

}  // namespace acceptance
