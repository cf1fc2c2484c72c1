#pragma once

#include "taskxml/command/options.hpp"
#include "taskxml/source/inputs.hpp"

/// The commands that ask and answer instead of rewriting; run.cpp calls them. Each returns an exit code.
namespace taskxml {

int run_show(const Options& options, const Sources& sources);
int run_diagnose(const Options& options, const Sources& sources);
int run_probe(const Options& options, const Sources& sources);
int run_drives(const Options& options, const Sources& sources);

}  // namespace taskxml
