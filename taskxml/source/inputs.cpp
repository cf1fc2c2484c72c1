#include "taskxml/source/inputs.hpp"

#include <algorithm>

#include "launcher/base/drive.hpp"
#include "taskxml/source/file.hpp"

namespace taskxml {
namespace {

namespace fs = std::filesystem;

std::string without_xml(std::string name) {
  if (launcher::to_lower_ascii(name).ends_with(".xml")) name.resize(name.size() - 4);
  return name;
}

Input make_error(const fs::path& path, std::string_view what, std::string_view reason) {
  Input input(path, path.filename().native().size());
  input.set_error(FileError(what, path, reason).what());
  return input;
}

/// What stands in a folder and is no file; empty: it is one, or that cannot be determined.
std::string_view describe_special(fs::file_type type) {
  switch (type) {
    case fs::file_type::fifo:
      return "it is a pipe";
    case fs::file_type::socket:
      return "it is a socket";
    case fs::file_type::block:
    case fs::file_type::character:
      return "it is a device";
    default:
      return {};
  }
}

/// How much of `path`, which is below `root`, comes after it and its separator.
std::size_t length_below(const fs::path& root, const fs::path& path) {
  const fs::path::string_type& text = path.native();
  std::size_t at = root.native().size();
  while (at < text.size() && (text[at] == fs::path::preferred_separator || text[at] == '/'))
    ++at;
  return text.size() - at;
}

void add_folder(std::vector<Input>& inputs, const fs::path& root, std::string_view ignored_suffix) {
  std::vector<fs::path> folders{root};
  while (!folders.empty()) {
    const fs::path folder = std::move(folders.back());
    folders.pop_back();
    std::error_code error;
    fs::directory_iterator entry(folder, error);
    for (const fs::directory_iterator end; !error && entry != end; entry.increment(error)) {
      // What listing the folder has shown already, as far as it did.
      const bool is_link = entry->is_symlink(error);
      if (error) break;
      const bool is_own_folder = !is_link && entry->is_directory(error);
      if (error) break;
      const fs::path& path = entry->path();
      const std::string file_name = utf8_from_path(path.filename());
      if (is_own_folder) {
        folders.push_back(path);
      } else if (is_link && fs::is_directory(path, error)) {
        error.clear();
      } else if (!is_temporary_name(file_name) &&
                 (ignored_suffix.empty() || !file_name.ends_with(ignored_suffix))) {
        error.clear();
        const std::string_view special = describe_special(entry->status(error).type());
        error.clear();
        if (special.empty()) {
          inputs.emplace_back(path, length_below(root, path));
        } else {
          inputs.push_back(make_error(path, "left alone", special));
        }
      }
    }
    if (error) inputs.push_back(make_error(folder, "cannot read the folder", error.message()));
  }
}

}  // namespace

FileName Input::name() const {
  if (is_standard_input_) return {.shown = "(standard input)", .relative = {}, .stem = {}};
  const fs::path own_path = path();
  FileName name{.shown = utf8_from_path(own_path),
                .relative = utf8_from_path(relative()),
                .stem = without_xml(utf8_from_path(own_path.filename()))};
  std::replace(name.relative.begin(), name.relative.end(), '/', '\\');
  return name;
}

FileContent read_input(const Input& input, Streams& streams) {
  if (!input.error().empty()) throw std::runtime_error(std::string(input.error()));
  return input.is_standard_input() ? FileContent{streams.read_input(), {}} : read_file(input.path());
}

void tell_if_none(std::span<const Input> inputs, Streams& streams) {
  if (inputs.empty()) streams.write_error("taskxml: there is no file in it; nothing was done\n");
}

bool is_folder(const std::string& argument) {
  std::error_code error;
  return argument != "-" && fs::is_directory(path_from_utf8(argument), error);
}

std::vector<Input> find_inputs(std::span<const std::string> arguments, std::string_view ignored_suffix) {
  std::vector<Input> inputs;
  for (const std::string& argument : arguments) {
    if (argument == "-") {
      inputs.push_back(Input::standard_input());
      continue;
    }
    const fs::path path = path_from_utf8(argument);
    if (!is_folder(argument)) {
      inputs.emplace_back(path, path.filename().native().size());
      continue;
    }
    std::vector<Input> found;
    add_folder(found, path, ignored_suffix);
    std::sort(found.begin(), found.end());
    if (inputs.empty()) {
      inputs = std::move(found);  // the list may be long: not twice
    } else {
      inputs.insert(inputs.end(), std::make_move_iterator(found.begin()),
                    std::make_move_iterator(found.end()));
    }
  }
  return inputs;
}

}  // namespace taskxml
