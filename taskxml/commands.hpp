#pragma once

#include "taskxml/options.hpp"
#include "taskxml/terminal.hpp"

/// The commands that ask and answer instead of rewriting; run.cpp calls them. Each returns an exit code.
namespace taskxml {

int run_diagnose(const Options& options, Streams& streams);
int run_probe(const Options& options, Streams& streams);
int run_drives(const Options& options, Streams& streams);

}  // namespace taskxml
