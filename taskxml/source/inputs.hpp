#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "taskxml/source/file.hpp"
#include "taskxml/source/terminal.hpp"
#include "taskxml/task/finding.hpp"

namespace taskxml {

/// One file to work on. There can be very many: what can be made from its path is made when it is asked for.
class Input {
 public:
  static Input standard_input() { return {}; }
  /// `relative` is the length of the end of `path` that is below the folder it was found in, or its file
  /// name.
  Input(const std::filesystem::path& path, std::size_t relative)
      : path_(path.native()), relative_(static_cast<std::uint32_t>(relative)), is_standard_input_(false) {}

  bool is_standard_input() const { return is_standard_input_; }
  std::filesystem::path path() const { return path_; }
  /// Below the folder it was found in, or its file name: for --output-dir.
  std::filesystem::path relative() const { return path_.substr(path_.size() - relative_); }
  FileName name() const;

  /// Why it cannot be read; empty: nothing known yet.
  std::string_view error() const { return error_ ? std::string_view(*error_) : std::string_view(); }
  void set_error(std::string error) { error_ = std::make_unique<std::string>(std::move(error)); }

  /// The order of paths.
  bool operator<(const Input& other) const { return path_ < other.path_; }

 private:
  Input() = default;

  std::filesystem::path::string_type path_;
  std::uint32_t relative_ = 0;
  bool is_standard_input_ = true;
  std::unique_ptr<std::string> error_;  // hardly ever there
};

/// INPUT arguments as files, in a fixed order: those of a folder sorted, its subfolders included. Links to
/// folders are not followed. Left out are files that end in `ignored_suffix` (the backups of this run, unless
/// empty) and temporary files of a killed run. What cannot be looked at, and what in a folder is no file (a
/// pipe would be waited for), becomes an Input with an error.
std::vector<Input> find_inputs(std::span<const std::string> arguments, std::string_view ignored_suffix);

/// Throws FileError, and std::runtime_error for an Input with an error.
FileContent read_input(const Input& input, Streams& streams);

/// Says on standard error that there is no file in what was named; nothing where there is one.
void tell_if_none(std::span<const Input> inputs, Streams& streams);

/// Whether the argument names a folder.
bool is_folder(const std::string& argument);

}  // namespace taskxml
