#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "taskxml/file.hpp"
#include "taskxml/rewrite.hpp"
#include "taskxml/terminal.hpp"

namespace taskxml {

/// One file to work on.
struct Input {
  bool is_standard_input = false;
  std::filesystem::path path;
  std::filesystem::path relative;  ///< below the folder it was found in, or its file name: for --output-dir
  FileName name;
  std::string error;  ///< why it cannot be read; empty: nothing known yet
};

/// INPUT arguments as files, in a fixed order: those of a folder sorted, its subfolders included. Links to
/// folders are not followed. Left out are files that end in `ignored_suffix` (the backups of this run, unless
/// empty) and temporary files of a killed run. What cannot be looked at becomes an Input with an error.
std::vector<Input> find_inputs(std::span<const std::string> arguments, std::string_view ignored_suffix);

/// Throws FileError, and std::runtime_error for an Input with an error.
FileContent read_input(const Input& input, Streams& streams);

/// Whether the argument names a folder.
bool is_folder(const std::string& argument);

}  // namespace taskxml
