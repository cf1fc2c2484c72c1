#pragma once

#include "taskxml/command/options.hpp"
#include "taskxml/source/terminal.hpp"

/// The commands that ask and answer instead of rewriting; run.cpp calls them. Each returns an exit code.
namespace taskxml {

int run_diagnose(const Options& options, Streams& streams);
int run_probe(const Options& options, Streams& streams);
int run_drives(const Options& options, Streams& streams);

}  // namespace taskxml
